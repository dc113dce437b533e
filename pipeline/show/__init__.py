"""What a person is shown in a terminal, as rich renderables: a dump, a paper, the formats."""
