"""Layouts of digests: repositories that list a day's papers, newsletters."""
