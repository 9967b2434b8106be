"""Technical ground floor: settings, database, clock, errors, languages, logs and files; knows no
HTTP."""
