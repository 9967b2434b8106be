"""The Commission's desk: the board of submitted work, reading a submission, acceptance."""
