"""Makes the checkout importable in the running environment and writes its console scripts there.

An editable install without a build tool: one .pth line and the scripts that pyproject.toml names,
so that an environment needs nothing but the hashed packages of its lock file.
"""

import sys
import sysconfig
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

SCRIPT = """#!/bin/sh
exec "{python}" -c 'import sys; from {module} import {function}; sys.exit({function}())' "$@"
"""


def main() -> None:
    """Write the .pth file and one executable for each entry of [project.scripts]."""
    if sys.prefix == sys.base_prefix:
        sys.exit("Run this with the python of a virtual environment.")
    site_packages = Path(sysconfig.get_path("purelib"))
    site_packages.joinpath("portal_checkout.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    project = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text(encoding="utf-8"))
    for name, entry in project["project"]["scripts"].items():
        module, function = entry.split(":")
        script = Path(sysconfig.get_path("scripts"), name)
        script.write_text(
            SCRIPT.format(python=sys.executable, module=module, function=function),
            encoding="utf-8",
        )
        script.chmod(0o755)


if __name__ == "__main__":
    main()
