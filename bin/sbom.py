"""Writes the bill of materials of the portal's environment: CycloneDX JSON on standard output.

bin/sbom.py > sbom.json    what is installed beside this Python; the same packages, the same bytes
"""

import hashlib
import json
import sys
import uuid
from importlib.metadata import Distribution, distributions

NAME = "science-diplomacy-portal"


def _name(found: Distribution) -> str:
    return found.metadata["Name"].lower().replace("_", "-").replace(".", "-")


def _licence(found: Distribution) -> str:
    """What the package says of itself, the expression before the free text."""
    said = found.metadata.get("License-Expression") or found.metadata.get("License") or ""
    if said and "\n" not in said and len(said) <= 100:
        return said
    classifiers = found.metadata.get_all("Classifier") or []
    named = [c.rpartition(" :: ")[2] for c in classifiers if c.startswith("License ::")]
    return ", ".join(sorted(named))


def _component(found: Distribution) -> dict[str, object]:
    address = f"pkg:pypi/{_name(found)}@{found.version}"
    component: dict[str, object] = {
        "type": "library",
        "bom-ref": address,
        "name": _name(found),
        "version": found.version,
        "purl": address,
    }
    licence = _licence(found)
    return component | ({"licenses": [{"license": {"name": licence}}]} if licence else {})


def bill_of_materials() -> str:
    """Return the document; nothing in it depends on the time or the machine."""
    found = {_name(d): d for d in distributions() if d.metadata["Name"]}
    components = [_component(found[name]) for name in sorted(found)]
    digest = hashlib.sha256(json.dumps(components, sort_keys=True).encode()).digest()
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.UUID(bytes=digest[:16], version=4)}",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": NAME}},
        "components": components,
    }
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(bill_of_materials())
