"""The loops of `unions`, compiled: over lists of few rows they run as they are."""

from __future__ import annotations

from pipeline.dedupe import unions
from pipeline.dedupe.kernels.compile import compile_loop

join_rows = compile_loop(unions.join_rows)
settle_roots = compile_loop(unions.settle_roots)
