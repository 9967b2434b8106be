"""The package of a Word document: its parts, their relations, and writing back what changed."""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from app.council_report.refresh.fact_map import SPACE, FactMap, map_xml, read_map

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TYPES = "[Content_Types].xml"
_STORIES = tuple(
    f"wordprocessingml.{kind}+xml"
    for kind in ("document.main", "footnotes", "endnotes", "header", "footer")
)
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Unreadable(Exception):
    """A file that cannot be refreshed; the message is the code of its sentence."""


def parsed(markup: bytes) -> Any:
    """Return the root of a part; nothing is fetched, no entity is opened."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(markup, parser)
    except etree.XMLSyntaxError:
        raise Unreadable("refresh_unreadable") from None


@dataclass
class Package:
    """The parts of a file; a part is parsed when it is asked for and written if it changed."""

    contents: bytes
    parts: dict[str, bytes]
    entries: list[zipfile.ZipInfo]
    trees: dict[str, Any] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)

    def tree(self, name: str) -> Any:
        """Return the root of a part."""
        if name not in self.trees:
            self.trees[name] = parsed(self.parts[name])
        return self.trees[name]

    def stories(self) -> Iterator[str]:
        """Yield the parts that hold text, the body first."""
        found = []
        for override in self.tree(_TYPES):
            kind, name = override.get("ContentType", ""), override.get("PartName", "")
            order = next((i for i, end in enumerate(_STORIES) if kind.endswith(end)), None)
            if order is not None and name.lstrip("/") in self.parts:
                found.append((order, name.lstrip("/")))
        yield from (name for _order, name in sorted(found))

    def related(self, name: str, relation: str) -> str:
        """Return the part a relation leads to, empty where there is none inside the package."""
        folder, last = posixpath.split(name)
        relations = f"{folder}/_rels/{last}.rels"
        if relations not in self.parts:
            return ""
        for one in self.tree(relations).iter(_RELATION):
            if one.get("Id") == relation and one.get("TargetMode") != "External":
                target = str(one.get("Target", ""))
                path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                return path if path in self.parts else ""
        return ""

    def fact_map(self) -> tuple[str, FactMap] | None:
        """Return the map of facts with the name of its part, None where the file has none."""
        for name in sorted(self.parts):
            if name.startswith("customXml/") and name.endswith(".xml"):
                if SPACE.encode() not in self.parts[name]:
                    continue
                root = self.tree(name)
                if root.tag == f"{{{SPACE}}}factMap":
                    return name, read_map(root)
        return None

    def keep_map(self, name: str, held: FactMap) -> None:
        """Put a map in the place of the one before."""
        head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        self.parts[name] = f"{head}{map_xml(held)}".encode()
        self.trees.pop(name, None)
        self.changed.add(name)

    def put(self, name: str, contents: bytes) -> None:
        """Put other contents in the place of a part, if they are others."""
        if self.parts[name] != contents:
            self.parts[name] = contents
            self.changed.add(name)

    def written(self) -> bytes:
        """Return the file: the very same if nothing changed, else all other parts as they were."""
        if not self.changed:
            return self.contents
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            for entry in self.entries:
                kept = zipfile.ZipInfo(entry.filename, entry.date_time)
                kept.compress_type, kept.create_system = entry.compress_type, 0
                made.writestr(kept, self._part(entry.filename))
        return out.getvalue()

    def _part(self, name: str) -> bytes:
        if name in self.changed and name in self.trees:
            written: bytes = etree.tostring(
                self.trees[name].getroottree(),
                xml_declaration=True, encoding="UTF-8", standalone=True,
            )  # fmt: skip
            return written
        return self.parts[name]


def opened(contents: bytes) -> Package:
    """Open a file that was judged before: its size unpacked is known to be bearable."""
    try:
        with zipfile.ZipFile(io.BytesIO(contents)) as package:
            parts = {name: package.read(name) for name in package.namelist()}
            return Package(contents, parts, package.infolist())
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError):
        raise Unreadable("refresh_unreadable") from None
