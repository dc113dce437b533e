"""Diff: what became of the papers of one corpus in another, and why.

`align` goes through both files of papers at once and keeps only where those lines begin that differ; `moves` finds from their
records which papers were merged, split or go by another id; `fields`, `causes` and `evidence` say of one paper at a time what is
different, because of which dump, and what ties its records. So a million papers are compared with a million in little memory.
"""
