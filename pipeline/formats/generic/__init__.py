"""Layouts that no one site has: usual field names in JSON and tables, bibliographies, metadata in the head of any page, any page that repeats a block."""
