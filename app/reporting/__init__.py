"""A country's (or the Commission's) contribution: save, assign, justify, sign off, submit, receipt."""
