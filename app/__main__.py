"""Makes `python -m app` the same as `portal`."""

from app.cli import main

main()
