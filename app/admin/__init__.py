"""Administration: accounts, audit pages, who may do what, and filling a new database."""
