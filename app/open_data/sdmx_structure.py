"""The structure message of SDMX-ML 3.0: data flow, code lists, concepts and data structure."""

from collections.abc import Mapping

from lxml import etree

from app.core.i18n import N_, gettext
from app.open_data.codes import Codes
from app.open_data.sdmx import AGENCY, TIME, VALUE, Attribute, Structure

_NAMESPACES = {
    name: f"http://www.sdmx.org/resources/sdmxml/schemas/v3_0/{word}"
    for name, word in (("mes", "message"), ("str", "structure"), ("com", "common"))
}
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_CONCEPTS = {TIME: N_("Time"), VALUE: N_("Value, where it is a number")}


def structure_xml(
    structure: Structure, others: Mapping[str, Structure] | None = None, mark: str = ""
) -> bytes:
    """Return the message as a file; `others` are the same structure said in other languages."""
    root = _message(structure)
    if mark:
        root.insert(0, etree.Comment(mark))
    names = list(root.iter(_tag("com:Name")))
    for language, other in (others or {}).items():
        for own, theirs in zip(names, _message(other).iter(_tag("com:Name")), strict=True):
            if own.text != theirs.text:  # what is not translated stands once, in English
                theirs.set(_LANGUAGE, language)
                own.addnext(theirs)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _message(structure: Structure) -> etree._Element:
    root = etree.Element(_tag("mes:Structure"), nsmap=_NAMESPACES)
    _head(root, structure)
    parts = _add(root, "mes:Structures")
    _flow(parts, structure)
    _codelists(parts, structure)
    _concepts(parts, structure)
    _data_structure(parts, structure)
    return root


def _tag(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}"


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    made = etree.SubElement(parent, _tag(name), attributes)
    if text:
        made.text = text
    return made


def _name(parent: etree._Element, text: str) -> None:
    _add(parent, "com:Name", text).set(_LANGUAGE, "en")


def _head(root: etree._Element, structure: Structure) -> None:
    head = _add(root, "mes:Header")
    edition = structure.edition
    _add(head, "mes:ID", f"{edition.name}_{edition.version}".replace(".", "-"))
    _add(head, "mes:Test", "false")
    _add(head, "mes:Prepared", edition.frozen_at)
    _add(head, "mes:Sender", id=AGENCY)


def _maintained(
    parent: etree._Element, kind: str, name: str, label: str, structure: Structure
) -> etree._Element:
    version = structure.edition.version
    made = _add(parent, f"str:{kind}", id=name, version=version, agencyID=AGENCY)
    _name(made, label)
    return made


def _urn(kind: str, name: str, structure: Structure, item: str = "") -> str:
    package = {"Codelist": "codelist", "Concept": "conceptscheme"}.get(kind, "datastructure")
    full = f"{AGENCY}:{name}({structure.edition.version})"
    return f"urn:sdmx:org.sdmx.infomodel.{package}.{kind}={full}{item and '.'}{item}"


def _flow(parts: etree._Element, structure: Structure) -> None:
    edition = structure.edition
    flows = _add(parts, "str:Dataflows")
    flow = _maintained(flows, "Dataflow", edition.name, edition.title, structure)
    _add(flow, "str:Structure", _urn("DataStructure", edition.name, structure))


def _codelists(parts: etree._Element, structure: Structure) -> None:
    lists = _add(parts, "str:Codelists")
    for name, codes in structure.lists.items():
        label = structure.labels[name]
        _codes(_maintained(lists, "Codelist", f"CL_{name}", label, structure), codes)


def _codes(parent: etree._Element, codes: Codes) -> None:
    for code, label in codes.items():
        _name(_add(parent, "str:Code", id=code), label)


def _concepts(parts: etree._Element, structure: Structure) -> None:
    schemes = _add(parts, "str:ConceptSchemes")
    scheme = _maintained(
        schemes,
        "ConceptScheme",
        "CS_SCIENCE_DIPLOMACY",
        gettext("Concepts of the figures"),
        structure,
    )
    labels = {name: structure.labels[name] for name in structure.dimensions}
    labels |= {name: gettext(label) for name, label in _CONCEPTS.items()}
    labels |= {attribute.id: attribute.label for attribute in structure.attributes}
    for name, label in labels.items():
        _name(_add(scheme, "str:Concept", id=name), label)


def _data_structure(parts: etree._Element, structure: Structure) -> None:
    edition = structure.edition
    holder = _add(parts, "str:DataStructures")
    made = _maintained(holder, "DataStructure", edition.name, edition.title, structure)
    components = _add(made, "str:DataStructureComponents")
    dimensions = _add(components, "str:DimensionList", id="DimensionDescriptor")
    for position, name in enumerate(structure.dimensions, 1):
        one = _add(dimensions, "str:Dimension", id=name, position=str(position))
        _concept(one, name, structure)
        _enumerated(one, f"CL_{name}", structure)
    time = _add(dimensions, "str:TimeDimension", id=TIME)
    _concept(time, TIME, structure)
    _formatted(time, "ObservationalTimePeriod")
    attributes = _add(components, "str:AttributeList", id="AttributeDescriptor")
    for attribute in structure.attributes:
        _attribute(attributes, attribute, structure)
    measures = _add(components, "str:MeasureList", id="MeasureDescriptor")
    measure = _add(measures, "str:Measure", id=VALUE, usage="optional")
    _concept(measure, VALUE, structure)
    _formatted(measure, "Decimal")


def _attribute(parent: etree._Element, attribute: Attribute, structure: Structure) -> None:
    usage = "mandatory" if attribute.is_needed else "optional"
    one = _add(parent, "str:Attribute", id=attribute.id, usage=usage)
    _concept(one, attribute.id, structure)
    if attribute.kind.startswith("CL_"):
        _enumerated(one, attribute.kind, structure)
    else:
        _formatted(one, attribute.kind)
    _add(_add(one, "str:AttributeRelationship"), "str:Observation")


def _concept(parent: etree._Element, name: str, structure: Structure) -> None:
    urn = _urn("Concept", "CS_SCIENCE_DIPLOMACY", structure, name)
    _add(parent, "str:ConceptIdentity", urn)


def _enumerated(parent: etree._Element, codelist: str, structure: Structure) -> None:
    urn = _urn("Codelist", codelist, structure)
    _add(_add(parent, "str:LocalRepresentation"), "str:Enumeration", urn)


def _formatted(parent: etree._Element, kind: str) -> None:
    _add(_add(parent, "str:LocalRepresentation"), "str:TextFormat", textType=kind)
