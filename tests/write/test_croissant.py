"""The card for machines: valid Croissant 1.1, by which records load as they are, with provenance in PROV terms."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import mlcroissant
import pytest
import rdflib
from corpora import Corpus, RunCorpus

from pipeline.write.provenance import MAX_ENTITIES

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
"""Of rdflib, which mlcroissant reads JSON-LD with, over its own parser."""

PROV = rdflib.Namespace("http://www.w3.org/ns/prov#")
SCHEMA = rdflib.Namespace("https://schema.org/")
UNSAID = {"papers": {"origins"}, "records": {"fields"}}
"""Maps by name of a field: Croissant has no words for them."""


def load(corpus: Corpus) -> mlcroissant.Dataset:
    """The corpus as mlcroissant reads it, without an error; that no licence covers all of it is all there may be to say."""
    dataset = mlcroissant.Dataset(jsonld=corpus.folder / "croissant.json")
    issues = dataset.metadata.ctx.issues
    assert issues.errors == set()
    assert all("schema.org/license" in issue for issue in issues.warnings)
    return dataset


def simplify(value: Any) -> Any:  # JSON
    """What mlcroissant gives, by the names and in the types of the files."""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, list):
        return [simplify(item) for item in value]
    return {key.rpartition("/")[2]: simplify(item) for key, item in value.items()} if isinstance(value, dict) else value


def shorten(line: dict[str, Any], kind: str) -> dict[str, Any]:
    """A line of a file without what Croissant cannot say."""
    said = {key: value for key, value in line.items() if key not in UNSAID[kind]}
    conflicts = [{key: value for key, value in conflict.items() if key != "value"} for conflict in line.get("conflicts", [])]
    return said | ({"conflicts": conflicts} if kind == "papers" else {})


@pytest.mark.parametrize("kind", ["papers", "records"])
@pytest.mark.parametrize("source", ["seeds", "mixed"])
def test_records_load_as_they_are(seeds: Path, run_corpus: RunCorpus, mixed: Corpus, source: str, kind: str) -> None:
    """Mlcroissant checks the hashes, joins records with papers, and gives each line with the values it has."""
    corpus = run_corpus("seeds") if source == "seeds" else mixed
    loaded = [simplify(record) for record in load(corpus).records(kind)]
    assert loaded == [shorten(json.loads(line), kind) for line in corpus.files[f"{kind}.jsonl"].splitlines()]


def test_every_file_is_described(mixed: Corpus) -> None:
    """Each file but the card itself and the manifest, which has its hash, is there with its hash and size."""
    files = mixed.files
    described = {node["contentUrl"]: node for node in json.loads(files["croissant.json"])["distribution"]}
    assert described.keys() == files.keys() - {"croissant.json", "manifest.json"}
    for name, node in described.items():
        assert (node["sha256"], node["contentSize"]) == (hashlib.sha256(files[name]).hexdigest(), f"{len(files[name])} B")
    assert mixed.manifest.outputs["croissant.json"] == hashlib.sha256(files["croissant.json"]).hexdigest()


def test_provenance_is_rdf(work: Path, run_corpus: RunCorpus) -> None:
    """As triples: the corpus was derived from each dump, known by hash, address and day, by a run of this program with these settings."""
    for number in range(2):
        (work / f"{number}.jsonl").write_text(json.dumps({"title": f"Counting bees, part {number}", "id": f"2405.0000{number}"}) + "\n")
    (work / "0.jsonl.meta.json").write_text(json.dumps({"captured_on": "2026-02-01", "url": "https://arxiv.org/list/cs.CL/new"}))
    corpus = run_corpus("0.jsonl", "1.jsonl", formats=("records-json",))
    graph = rdflib.Graph().parse(data=corpus.files["croissant.json"].decode(), format="json-ld")
    (dataset,) = graph.subjects(rdflib.RDF.type, SCHEMA.Dataset)
    dumps = {str(graph.value(dump, PROV.label)): dump for dump in graph.objects(dataset, PROV.wasDerivedFrom)}
    assert dumps.keys() == {"0.jsonl", "1.jsonl"}
    assert {str(graph.value(dump, SCHEMA.sha256)) for dump in dumps.values()} == {line.sha256 for line in corpus.ledger}
    assert [str(item) for item in graph.objects(dumps["0.jsonl"], SCHEMA.url)] == ["https://arxiv.org/list/cs.CL/new"]
    assert str(graph.value(graph.value(dumps["0.jsonl"], PROV.wasGeneratedBy), PROV.endedAtTime)) == "2026-02-01"
    assert str(graph.value(dataset, SCHEMA.datePublished)) == "2026-02-01"
    run = graph.value(dataset, PROV.wasGeneratedBy)
    assert set(graph.objects(run, PROV.used)) == set(dumps.values())
    agent = graph.value(run, PROV.wasAssociatedWith)
    assert (agent, rdflib.RDF.type, PROV.SoftwareAgent) in graph
    plan = graph.value(graph.value(run, PROV.qualifiedAssociation), PROV.hadPlan)
    assert str(graph.value(plan, PROV.value)) == 'formats = ["records-json"]'


def test_licence_of_all_is_declared(work: Path, run_corpus: RunCorpus) -> None:
    """Where every paper says its licence, the address of each is there, and mlcroissant has nothing to say."""
    lines = [
        {"title": "Counting bees", "id": "2405.00001", "license": "CC BY 4.0"},
        {"title": "Painting wasps twice", "id": "2405.00002", "license": "CC0"},
    ]
    (work / "papers.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    corpus = run_corpus("papers.jsonl")
    assert set(json.loads(corpus.files["croissant.json"])["license"]) == {
        "https://creativecommons.org/licenses/by/4.0/",
        "https://creativecommons.org/publicdomain/zero/1.0/",
    }


def test_many_dumps_stay_few_entities(mixed: Corpus) -> None:
    """More dumps than a reader of JSON-LD should have to take in are collections by series, which hold all of them."""
    entities = json.loads(mixed.files["croissant.json"])["prov:wasDerivedFrom"]
    assert len(mixed.ledger) > MAX_ENTITIES >= len(entities)
    assert sum(int(entity["contentSize"].removesuffix(" B")) for entity in entities) == sum(line.bytes for line in mixed.ledger)


def test_hostile_values_stay_values(work: Path, run_corpus: RunCorpus) -> None:
    """Names and addresses with spaces, quotes and keys of JSON-LD in them make no nodes and no errors."""
    name = 'a b "@id": <x>\n.jsonl'
    (work / name).write_text(json.dumps({"title": "Counting bees", "id": "2405.00001", "published": "2024-05-01"}) + "\n")
    (work / f"{name}.meta.json").write_text(json.dumps({"url": '{"@type": "sc:Dataset"} \u202e'}))
    corpus = run_corpus(name)
    load(corpus)
    (entity,) = json.loads(corpus.files["croissant.json"])["prov:wasDerivedFrom"]
    assert entity["prov:label"] == name
