"""Where a corpus is from, in the terms of PROV-O, as Croissant 1.1 wants it: the dumps it was derived from, the run that made it, and who ran.

Each dump is an entity, known by its SHA-256. A run has no time and nobody's name: who ran it is the program.
https://www.w3.org/TR/prov-o/
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from pipeline.records import SCHEMA_VERSION
from pipeline.write.overview import Overview, Source, group_sources

MAX_ENTITIES = 200
"""More dumps than this are told of by series: the manifest has each, and whoever reads JSON-LD reads all of it at once."""


def make_provenance(overview: Overview, version: str) -> dict[str, Any]:
    """The properties of the dataset that say what it was derived from and what made it."""
    entities = [_describe_source(source) for source in group_sources(overview.sources, MAX_ENTITIES)]
    program = {
        "@type": ["prov:SoftwareAgent", "sc:SoftwareApplication"],
        "@id": f"urn:papersieve:version:{version}",
        "prov:label": f"papersieve {version}",
        "softwareVersion": version,
    }
    plan = {
        "@type": "prov:Plan",
        "prov:label": "split, strip, repair, dedupe, merge",
        "prov:value": "; ".join(f"{name} = {value}" for name, value in overview.settings.items()) or "usual settings",
    }
    return {
        "prov:wasDerivedFrom": entities,
        "prov:wasGeneratedBy": {
            "@type": "prov:Activity",
            "prov:label": f"papersieve run: layout {SCHEMA_VERSION}, records cut, cleaned, deduplicated and merged",
            "prov:used": [{"@id": entity["@id"]} for entity in entities],
            "prov:wasAssociatedWith": program,
            "prov:qualifiedAssociation": {"@type": "prov:Association", "prov:agent": {"@id": program["@id"]}, "prov:hadPlan": plan},
        },
        "prov:wasAttributedTo": {"@id": program["@id"]},
    }


def _describe_source(source: Source) -> dict[str, Any]:
    """A dump as an entity, or a series of dumps as a collection."""
    entity: dict[str, Any] = {
        "@type": "prov:Entity" if source.sha256 else ["prov:Entity", "prov:Collection"],
        "@id": f"urn:papersieve:dump:{source.sha256}" if source.sha256 else f"urn:papersieve:series:{quote(source.name, safe='')}",
        "prov:label": source.name,
        "contentSize": f"{source.bytes} B",
    }
    if source.sha256:
        entity["sha256"] = source.sha256
    else:
        entity["description"] = f"{source.dumps} dumps; manifest.json has each with its SHA-256"
    if source.url:
        entity["url"] = source.url
    if source.captured:
        entity["prov:wasGeneratedBy"] = {
            "@type": "prov:Activity",
            "prov:label": "capture",
            "prov:startedAtTime": source.captured[0],
            "prov:endedAtTime": source.captured[-1],
        }
    return entity
