"""Write: the files of a corpus, in stable order, byte for byte the same from the same dumps.

Everything is written into a staging folder first; `publish` makes it the corpus.
"""

from __future__ import annotations

from pipeline.write.corpus import stage_papers
from pipeline.write.files import Staged, stage_files
from pipeline.write.manifest import MANIFEST, hash_outputs, hash_published, list_outputs, load_inputs, load_manifest

__all__ = ["MANIFEST", "Staged", "hash_outputs", "hash_published", "list_outputs", "load_inputs", "load_manifest", "stage_files", "stage_papers"]
