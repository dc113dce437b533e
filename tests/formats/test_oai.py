"""What an answer of OAI-PMH says of the number of its records."""

from __future__ import annotations

import pytest

from pipeline.formats.arxiv.oai import claim


@pytest.mark.parametrize(
    "outside",
    [
        "<ListRecords></ListRecords>",
        "<resumptionToken>abc</resumptionToken>",
        '<resumptionToken cursor="0" completeListSize="5214">abc</resumptionToken>',
        '<resumptionToken cursor="0" completeListSize="5214"></resumptionToken>',
        '<resumptionToken cursor="1000" completeListSize="5214">7|1001</resumptionToken>',
        '<error code="badArgument">no</error>',
    ],
)
def test_says_nothing(outside: str) -> None:
    """Of a list that goes on, only the token could say how long this part of it is."""
    assert claim(outside) is None


@pytest.mark.parametrize(
    ("outside", "number"),
    [
        ('<resumptionToken cursor="0" completeListSize="5214">2345678|1001</resumptionToken>', 1000),
        ('<resumptionToken cursor="5000" completeListSize="5214"></resumptionToken>', 214),
        ("<resumptionToken completeListSize='5214' cursor='5000'/>", 214),
        ('<ns0:resumptionToken cursor="5000" completeListSize="5214" />', 214),
        ('<error code="noRecordsMatch">nothing</error>', 0),
    ],
)
def test_says_how_many(outside: str, number: int) -> None:
    """The last part of a list holds what is left; a token may name the record that comes next."""
    assert claim(outside) == number
