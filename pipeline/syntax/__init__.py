"""Syntaxes: stretches of a text that a parser reads, and how a path leads to a value in them.

Each finds where its entries begin and end, so that every entry is a range of the dump's bytes that can be parsed by
itself: what is broken costs one entry, not the dump. What an entry says is for the formats (`pipeline.formats`).
"""
