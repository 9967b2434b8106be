"""Examples of the public JSON interface: first items of real answers on the baseline."""
# ruff: noqa: E501

from typing import Any

EXAMPLES: dict[str, dict[str, Any]] = {
    "index": {
        "catalogue": {
            "json_ld": "http://127.0.0.1:8000/catalogue.jsonld",
            "turtle": "http://127.0.0.1:8000/catalogue.ttl",
        },
        "description": "http://127.0.0.1:8000/openapi.json",
        "editions": "http://127.0.0.1:8000/api/v1/editions",
        "feed": "http://127.0.0.1:8000/editions.atom",
        "licence": "https://creativecommons.org/licenses/by/4.0/",
        "version": "1",
    },
    "editions": {
        "items": [
            {
                "api": {
                    "codelists": "http://127.0.0.1:8000/api/v1/editions/baseline-2026/1/codelists",
                    "countries": "http://127.0.0.1:8000/api/v1/editions/baseline-2026/1/countries",
                    "facts": "http://127.0.0.1:8000/api/v1/editions/baseline-2026/1/facts",
                    "indicators": "http://127.0.0.1:8000/api/v1/editions/baseline-2026/1/indicators",
                    "measures": "http://127.0.0.1:8000/api/v1/editions/baseline-2026/1/measures",
                    "observations": "http://127.0.0.1:8000/api/v1/editions/baseline-2026/1/observations",
                    "points": "http://127.0.0.1:8000/api/v1/editions/baseline-2026/1/points",
                },
                "catalogue": "SD-2026/1",
                "cutoff": "2026-11-21",
                "cycle": "baseline-2026",
                "edition": "baseline-2026/1",
                "files": {
                    "archive.zip": "http://127.0.0.1:8000/editions/baseline-2026/1/archive.zip",
                    "codelists.csv": "http://127.0.0.1:8000/editions/baseline-2026/1/codelists.csv",
                    "csv-metadata.json": "http://127.0.0.1:8000/editions/baseline-2026/1/csv-metadata.json",
                    "data.csv.zip": "http://127.0.0.1:8000/editions/baseline-2026/1/data.csv.zip",
                    "data.json": "http://127.0.0.1:8000/editions/baseline-2026/1/data.json",
                    "data.sdmx.zip": "http://127.0.0.1:8000/editions/baseline-2026/1/data.sdmx.zip",
                    "data.xlsx": "http://127.0.0.1:8000/editions/baseline-2026/1/data.xlsx",
                    "dictionary.csv": "http://127.0.0.1:8000/editions/baseline-2026/1/dictionary.csv",
                },
                "frozen_at": "2026-11-21T12:00:00+00:00",
                "kind": "baseline",
                "manifest_sha256": "bde009fc9a3edb02de087ab3b4a0aa4a99a8ef3b6ebca969283f7f2de4829f15",
                "number": 1,
                "page": "http://127.0.0.1:8000/editions/baseline-2026/1",
                "published_at": "2026-11-21T12:00:00+00:00",
                "restricted": False,
                "title": "Science diplomacy: baseline from public sources, 2026",
            }
        ],
        "next": None,
    },
    "edition": {
        "api": {
            "codelists": "http://127.0.0.1:8000/api/v1/editions/baseline-2026/1/codelists",
            "countries": "http://127.0.0.1:8000/api/v1/editions/baseline-2026/1/countries",
            "facts": "http://127.0.0.1:8000/api/v1/editions/baseline-2026/1/facts",
            "indicators": "http://127.0.0.1:8000/api/v1/editions/baseline-2026/1/indicators",
            "measures": "http://127.0.0.1:8000/api/v1/editions/baseline-2026/1/measures",
            "observations": "http://127.0.0.1:8000/api/v1/editions/baseline-2026/1/observations",
            "points": "http://127.0.0.1:8000/api/v1/editions/baseline-2026/1/points",
        },
        "catalogue": "SD-2026/1",
        "cutoff": "2026-11-21",
        "cycle": "baseline-2026",
        "edition": "baseline-2026/1",
        "files": {
            "archive.zip": "http://127.0.0.1:8000/editions/baseline-2026/1/archive.zip",
            "codelists.csv": "http://127.0.0.1:8000/editions/baseline-2026/1/codelists.csv",
            "csv-metadata.json": "http://127.0.0.1:8000/editions/baseline-2026/1/csv-metadata.json",
            "data.csv.zip": "http://127.0.0.1:8000/editions/baseline-2026/1/data.csv.zip",
            "data.json": "http://127.0.0.1:8000/editions/baseline-2026/1/data.json",
            "data.sdmx.zip": "http://127.0.0.1:8000/editions/baseline-2026/1/data.sdmx.zip",
            "data.xlsx": "http://127.0.0.1:8000/editions/baseline-2026/1/data.xlsx",
            "dictionary.csv": "http://127.0.0.1:8000/editions/baseline-2026/1/dictionary.csv",
        },
        "frozen_at": "2026-11-21T12:00:00+00:00",
        "kind": "baseline",
        "manifest_sha256": "bde009fc9a3edb02de087ab3b4a0aa4a99a8ef3b6ebca969283f7f2de4829f15",
        "number": 1,
        "page": "http://127.0.0.1:8000/editions/baseline-2026/1",
        "published_at": "2026-11-21T12:00:00+00:00",
        "restricted": False,
        "title": "Science diplomacy: baseline from public sources, 2026",
    },
    "points": {
        "items": [
            {
                "addressee": "member_states",
                "group": "Strategic actions",
                "indicators": ["SD-01.1", "SD-01.2", "SD-X.1", "SD-X.2"],
                "number": 1,
                "point": "P01",
                "strength": "firm",
                "sub_items": {},
                "summary": "Countries state that science diplomacy is a significant "
                "part of their research and innovation policy and of their "
                "foreign and security policy, and that it also serves the "
                "Union's common foreign, security and defence policies. The "
                "way to show it is to take up what it can offer in the "
                "strategies for these fields.",
                "title": "Recognise science diplomacy in policy strategies",
            }
        ],
        "next": None,
    },
    "indicators": {
        "items": [
            {
                "breakdowns": [{"adds_up": "none", "dimensions": ["governance_level"]}],
                "comparability": None,
                "definition": "The place that science diplomacy has in the national "
                "research and innovation strategy in force on the "
                "cut-off date. Where several strategies are in force, "
                "answer for the one that goes furthest.",
                "european_figure": "distribution",
                "indicator": "SD-01.1",
                "level": "structure",
                "name": "Science diplomacy in the research and innovation strategy",
                "options": [
                    {"code": "no_strategy", "label": "No strategy in force", "order": 0},
                    {
                        "code": "absent",
                        "label": "Strategy in force without any mention",
                        "order": 1,
                    },
                    {
                        "code": "mentioned",
                        "label": "Mentioned, but without an objective",
                        "order": 2,
                    },
                    {
                        "code": "objective",
                        "label": "Has an objective or chapter of its own",
                        "order": 3,
                    },
                    {
                        "code": "objective_resourced",
                        "label": "Has an objective of its own, with means or somebody in charge",
                        "order": 4,
                    },
                ],
                "points": ["P01"],
                "reference_period": "as_of_cutoff",
                "sensitivity": "public",
                "subject": "reporter",
                "supplied_by": "member_state",
                "tier": "core",
                "unit": "category",
                "value_type": "categorical",
            }
        ],
        "next": None,
    },
    "countries": {
        "items": [
            {
                "basis": "public_sources",
                "country": "BE",
                "in_edition": True,
                "iso": "BE",
                "kind": "member_state",
                "left_out": [],
                "name": "Belgium",
                "protocol_order": 1,
            }
        ],
        "next": None,
    },
    "codelists": {
        "items": [
            {
                "codelist": "activity_type",
                "codes": [
                    {"code": "dialogue", "label": "Dialogue"},
                    {"code": "global_forum", "label": "Active part in a global forum"},
                    {"code": "negotiation_support", "label": "Scientific support to a negotiation"},
                    {"code": "joint_programme", "label": "Joint programme"},
                    {"code": "event", "label": "Event"},
                    {"code": "training", "label": "Training"},
                    {"code": "publication", "label": "Publication"},
                    {"code": "delegation_visit", "label": "Visit of a delegation"},
                    {"code": "fellowship", "label": "Fellowship"},
                    {"code": "infrastructure", "label": "Research infrastructure"},
                    {"code": "communication", "label": "Communication with the public"},
                    {"code": "other", "label": "Other"},
                ],
                "label": "Type of activity",
                "note": None,
            }
        ],
        "next": None,
    },
    "facts": {
        "items": [
            {
                "dimensions": {},
                "fact": "P01.coverage/EU27/missing@2026-11-21",
                "flags": ["limited_coverage"],
                "measure": "missing",
                "missing": {"unanswered": 19},
                "n": 8,
                "number": "19",
                "of": 27,
                "page": "http://127.0.0.1:8000/editions/baseline-2026/1/facts/WUE5W3SZSR",
                "period": "2026-11-21",
                "set": "EU27",
                "short": "WUE5W3SZSR",
                "subject": "P01.coverage",
                "text": None,
                "unit": "countries",
                "visibility": "public",
            }
        ],
        "next": "http://127.0.0.1:8000/api/v1/editions/baseline-2026/1/facts?limit=1&cursor=WUE5W3SZSR",
    },
    "fact": {
        "dimensions": {},
        "fact": "P01.coverage/EU27/missing@2026-11-21",
        "flags": ["limited_coverage"],
        "measure": "missing",
        "missing": {"unanswered": 19},
        "n": 8,
        "number": "19",
        "of": 27,
        "page": "http://127.0.0.1:8000/editions/baseline-2026/1/facts/WUE5W3SZSR",
        "period": "2026-11-21",
        "set": "EU27",
        "short": "WUE5W3SZSR",
        "subject": "P01.coverage",
        "text": None,
        "unit": "countries",
        "visibility": "public",
    },
    "observations": {
        "items": [
            {
                "basis": "public_sources",
                "country": "DE",
                "dimensions": {},
                "fact": "SD-12.1/DE/value@2026-11-21",
                "flags": [],
                "indicator": "SD-12.1",
                "missing": None,
                "number": None,
                "observation": "DE/SD-12.1@2026-11-21",
                "period": "2026-11-21",
                "point": "P12",
                "reference_year": None,
                "source": "Kooperation international, on the Federal Foreign Office paper",
                "text": "adopted",
                "unit": "category",
            }
        ],
        "next": "http://127.0.0.1:8000/api/v1/editions/baseline-2026/1/observations?limit=1&cursor=DE%2FSD-12.1%402026-11-21",
    },
    "measures": {
        "items": [
            {
                "basis": "public_sources",
                "budget": "",
                "confidence": "high",
                "country": "BE",
                "description": "An international meeting of ministers backed a text "
                "on the principles and values of research cooperation. "
                "It asks for a roadmap and for work in step with "
                "bodies such as UNESCO and the OECD.",
                "end": "2024-02-16",
                "language": "en",
                "lead_body": "Belgian Presidency of the Council",
                "link": "https://www.westernbalkans-infohub.eu/news/international-ministerial-meeting-in-brussels-endorses-statement-on-principles-and-values-for-international-cooperation-in-research-and-innovation/",
                "measure": "BE/be-001",
                "partners": "",
                "points": ["P02"],
                "regions": [],
                "sdgs": [],
                "sectors": [],
                "source": "Western Balkans Info Hub",
                "stage": "completed",
                "start": "2024-02-16",
                "title": "Council Presidency conference endorsed the Brussels "
                "Statement in February 2024",
                "translations": [],
                "type": "event",
            }
        ],
        "next": "http://127.0.0.1:8000/api/v1/editions/baseline-2026/1/measures?limit=1&cursor=BE%2Fbe-001",
    },
}
