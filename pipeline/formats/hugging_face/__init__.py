"""Layouts of Hugging Face papers: pages, the API, feeds, and what people copy out of them."""
