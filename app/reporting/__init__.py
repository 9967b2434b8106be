"""A reporter's contribution: save, assign, justify, sign off, submit, receipt."""
