"""Reading one YAML file safely: plain values, no repeated key, no word mistaken for a date."""

import json
import re
from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    _FastLoader = yaml.SafeLoader
else:
    _FastLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

WHOLE_FILE = "(file)"


@dataclass(frozen=True, order=True)
class CatalogueProblem:
    """What is wrong with a file: where it stands and why, in one sentence."""

    file: str
    key: str
    reason: str

    def __str__(self) -> str:
        """Return the problem as one line for a terminal."""
        return f"{self.file}: {self.key}: {self.reason}"


class _Loader(_FastLoader):
    """Safe loader with the scalars of JSON: `NO` and `2026-05-29` stay the texts they are."""

    # Filled below: the scalars a catalogue may hold, by the character they begin with.
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Build a mapping; a repeated key or a key that is not a text is an error."""
        mapping: dict[Hashable, Any] = {}
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} is not a text", key_node.start_mark
                )
            if key in mapping:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key '{key}' stands twice", key_node.start_mark
                )
            mapping[key] = self.construct_object(value_node, deep=True)
        return mapping


for _tag, _pattern, _first in (
    ("null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("bool", r"^(?:true|false)$", ["t", "f"]),
    ("int", r"^(?:0|-?[1-9][0-9]*)$", list("-0123456789")),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), _first)
_KNOWN_TAGS = {f"tag:yaml.org,2002:{kind}" for kind in ("null", "bool", "int", "str", "seq", "map")}
_Loader.yaml_constructors = {
    tag: build
    for tag, build in yaml.SafeLoader.yaml_constructors.items()
    if tag in _KNOWN_TAGS or tag is None
}


def read_yaml(path: Path, name: str) -> dict[str, Any] | CatalogueProblem:
    """Return the mapping that a file holds, or the problem that prevents it."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError:
        return CatalogueProblem(name, WHOLE_FILE, "The file is missing or cannot be read.")
    except UnicodeDecodeError as error:
        return CatalogueProblem(
            name, WHOLE_FILE, f"The file is not UTF-8 text (byte {error.start + 1})."
        )
    try:
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader with fewer types
        json.dumps(data)  # an alias inside itself shows here
    except yaml.YAMLError as error:
        return CatalogueProblem(name, WHOLE_FILE, _yaml_reason(error))
    except (ValueError, TypeError, KeyError, RecursionError):
        return CatalogueProblem(name, WHOLE_FILE, "The file holds a value that cannot be read.")
    if data is None:
        return CatalogueProblem(name, WHOLE_FILE, "The file is empty.")
    if not isinstance(data, dict):
        return CatalogueProblem(name, WHOLE_FILE, "The file must hold a mapping of keys to values.")
    return data


def _yaml_reason(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    where = f" (line {mark.line + 1})" if mark is not None else ""
    problem = getattr(error, "problem", None) or "a character is not allowed"
    if isinstance(error, yaml.constructor.ConstructorError):
        return f"In this file {problem}{where}."
    return f"The file is not valid YAML{where}: {problem}."
