"""Layouts of arXiv: pages, feeds, mail, files, and what people copy out of them."""
