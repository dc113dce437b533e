"""Layouts of catalogues and venues: Semantic Scholar, DataCite, DBLP, OpenReview, the ACL Anthology."""
