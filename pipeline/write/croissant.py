"""`croissant.json`: the corpus for machines, as Croissant 1.1: JSON-LD over schema.org, with its provenance in PROV terms.

It tells of every file but itself and the manifest, which holds its hash. What nobody knows yet stays unsaid: who publishes the corpus, and where.
The vocabulary: https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import msgspec
from msgspec import inspect

from pipeline import __version__
from pipeline.census import OTHER
from pipeline.licences import list_licences
from pipeline.records import SCHEMA_VERSION, Paper, Record
from pipeline.write.card import format_sum, make_citation
from pipeline.write.descriptions import FILES, PROPERTIES
from pipeline.write.front_matter import TAGS
from pipeline.write.overview import Overview
from pipeline.write.provenance import make_provenance

Node: TypeAlias = dict[str, Any]
"""A node of JSON-LD: what its keys can be is for the vocabulary to say."""

CONTEXT: Node = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
} | {
    term: f"cr:{term}"
    for term in (
        "annotation", "arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "excludes", "extract", "field", "fileObject", "fileProperty",
        "fileSet", "format", "includes", "isArray", "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "readLines", "recordSet", "references",
        "regex", "repeated", "replace", "samplingRate", "sdVersion", "separator", "source", "subField", "transform", "unArchive", "value",
    )
}  # fmt: skip
"""What the specification's first appendix gives, and what mlcroissant looks for beside it."""

ATOMS = {
    inspect.StrType: "sc:Text",
    inspect.LiteralType: "sc:Text",
    inspect.BoolType: "sc:Boolean",
    inspect.IntType: "sc:Integer",
    inspect.FloatType: "sc:Float",
}
RECORD_SETS: dict[str, type[msgspec.Struct]] = {"papers": Paper, "records": Record}
SAME_AS = {
    "papers": {
        "title": "sc:name", "authors": "sc:author", "abstract": "sc:abstract", "identifiers": "sc:identifier", "published": "sc:datePublished",
        "updated": "sc:dateModified", "comments": "sc:comment", "license": "sc:license", "language": "sc:inLanguage", "records": "prov:wasDerivedFrom",
    },
    "records": {"dump": "prov:wasDerivedFrom"},
}  # fmt: skip
"""What fields are called in vocabularies that others know."""


class Place(NamedTuple):
    """Where a field's values are: in a key of each line of a file, and from there on."""

    file: str
    column: str
    steps: tuple[str, ...] = ()


def make_croissant(overview: Overview, outputs: Mapping[str, str], sizes: Mapping[str, int]) -> bytes:
    """The description of a corpus of these files, given their SHA-256 and bytes by name."""
    census = overview.census
    known = {licence.id: licence.url for licence in list_licences()}
    urls = [known.get(name) for name in census.licences]
    said = {
        # A licence of the whole is said where every paper says its own, and each of these has an address.
        "license": urls if all(urls) and sum(census.licences.values()) == census.papers else [],
        "datePublished": overview.last_day,
        "inLanguage": [code for code in census.languages if code != OTHER],
    }
    document = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "@id": f"urn:papersieve:corpus:{outputs['papers.jsonl']}",
        "name": "papers",
        "description": f"Papers from dumps of scraped listings, cleaned and deduplicated: {format_sum(overview.counts)}.",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "version": f"{SCHEMA_VERSION}.0.0+sha256.{outputs['papers.jsonl'][:16]}",
        "citeAs": make_citation(overview, outputs),
        "keywords": list(TAGS),
        **{key: value for key, value in said.items() if value},
        **make_provenance(overview, __version__),
        "distribution": [_describe_file(name, digest, sizes[name]) for name, digest in sorted(outputs.items())],
        "recordSet": [_describe_records(name, kind) for name, kind in RECORD_SETS.items()],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def _describe_file(name: str, digest: str, size: int) -> Node:
    kind = FILES[name]
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "description": kind.what,
        "contentUrl": name,
        "contentSize": f"{size} B",
        "encodingFormat": kind.media_type,
        "sha256": digest,
    }


def _describe_records(name: str, kind: type[msgspec.Struct]) -> Node:
    file = f"{name}.jsonl"
    node: Node = {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": f"{FILES[file].what}; maps by name of a field, and values of several types, are in {name}.schema.json alone",
        "key": {"@id": f"{name}/id"},
        "field": [node for field in inspect.type_info(kind).fields for node in _describe_field(name, kind, field, Place(file, field.encode_name))],  # type: ignore[attr-defined]  # a Struct has fields
    }
    if kind is Paper:
        node["dataType"] = "sc:ScholarlyArticle"
    return node


def _describe_field(lead: str, owner: type[msgspec.Struct], field: inspect.Field, place: Place) -> Iterator[Node]:
    """The field as a node; none for a map or a value of several types, for which Croissant has no words."""
    kind, is_list = _simplify(field.type)
    own_id = f"{lead}/{field.encode_name}"
    node: Node = {"@type": "cr:Field", "@id": own_id, "name": own_id, "description": PROPERTIES[owner.__name__][field.encode_name]}
    node |= {"equivalentProperty": SAME_AS[lead][field.encode_name]} if field.encode_name in SAME_AS.get(lead, {}) else {}
    node |= {"isArray": True, "arrayShape": "-1"} if is_list else {}
    if own_id == "records/paper":
        node["references"] = {"field": {"@id": "papers/id"}}
    if isinstance(kind, inspect.StructType):
        node["subField"] = [
            part
            for inner in kind.fields
            for part in _describe_field(own_id, kind.cls, inner, place._replace(steps=(*place.steps, inner.encode_name)))
        ]  # fmt: skip
        yield node
    elif type(kind) in ATOMS:
        yield node | {"dataType": ATOMS[type(kind)], "source": _describe_source(place)}


def _simplify(kind: inspect.Type) -> tuple[inspect.Type, bool]:
    """A type without null, and whether it is one of a list."""
    if isinstance(kind, inspect.UnionType):
        some: Sequence[inspect.Type] = [one for one in kind.types if not isinstance(one, inspect.NoneType)]
        return (some[0] if len(some) == 1 else kind), False
    return (kind.item_type, True) if isinstance(kind, inspect.VarTupleType) else (kind, False)


def _describe_source(place: Place) -> Node:
    source: Node = {"fileObject": {"@id": place.file}, "extract": {"column": place.column}}
    if place.steps:
        source["transform"] = [{"jsonPath": step} for step in place.steps]
    return source
