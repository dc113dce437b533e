"""Dumps of any size with known truth, for measuring.

In the order in which data passes: `papers` (a paper for each number, from `sources` or `invented`), `spelling` and `copies` (the same
paper as another listing would have it), `layouts` (how each format writes a record), `plan` (which record is which paper, and where).
Everything about a record follows from the seed and the number of its paper, so nothing is kept but the plan.
"""
