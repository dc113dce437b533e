"""Tools that find near-duplicates, each run by itself: `python -m benchmarks.dedupers.ours` and `python benchmarks/dedupers/others.py TOOL`.

Each reads the texts (JSON Lines), finds clusters, writes the number of each text's cluster, one a line, and prints what it took as JSON.
"""
