"""Clauses that are named by their parties, or called old: nothing of before 2021 is taken for the set of 2021."""

from __future__ import annotations

import pytest

from law.wordings import read_grounds


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        # From whom to whom was said of every set; a year says which one.
        ("2010 C2P", ("SCC_2010",)),
        ("C2P 2010/87/EU", ("SCC_2010",)),
        ("C2C 2004", ("SCC_2004",)),
        ("C2P (2010)", ("SCC_2010",)),
        ("SCC controller to processor, 2010 version", ("SCC_2010",)),
        ("2021 C2P", ("SCC_2021_M2",)),
        ("SCC C2P", ("SCC_2021_M2",)),
        ("C2P 2010, replaced by 2021 C2P", ("SCC_2010", "SCC_2021_M2")),
        # The days on which the older sets were adopted.
        ("C2P SCCs of 5 February 2010", ("SCC_2010",)),
        ("SCC vom 05.02.2010", ("SCC_2010",)),
        ("Model clauses, 27 December 2004", ("SCC_2004",)),
        ("SCC 2001-06-15", ("SCC_2001",)),
        # A year in which the set of 2021 could not be signed, and words for old.
        ("C2P (signed 2019)", ("SCC_UNSPECIFIED",)),
        ("C2P SCC signed in 2020", ("SCC_UNSPECIFIED",)),
        ("SCC C2P 2018-05-25", ("SCC_UNSPECIFIED",)),
        ("EU SCCs C2P (Feb 2010)", ("SCC_UNSPECIFIED",)),
        ("old SCCs (C2P)", ("SCC_UNSPECIFIED",)),
        ("Alte SCC, C2P", ("SCC_UNSPECIFIED",)),
        ("gamla SCC, C2P", ("SCC_UNSPECIFIED",)),
        ("tidligere SCC (C2P)", ("SCC_UNSPECIFIED",)),
        ("C2P signed 2022", ("SCC_2021_M2",)),
        # The number of the GDPR is no year of a signature.
        ("SCC C2P (GDPR 2016/679)", ("SCC_2021_M2",)),
        # Before 2021 is not 2021.
        ("pre-2021 SCC", ("SCC_UNSPECIFIED",)),
        ("SCC före 2021", ("SCC_UNSPECIFIED",)),
        ("SCC før 2021, C2P", ("SCC_UNSPECIFIED",)),
        ("SCC vor 2021 (C2P)", ("SCC_UNSPECIFIED",)),
        ("CCT d'avant 2021", ("SCC_UNSPECIFIED",)),
        # Only the set of 2021 has modules with numbers.
        ("SCC Module 2 (C2P), customer since 2015", ("SCC_2021_M2",)),
    ],
)
def test_an_older_set_is_not_taken_for_that_of_2021(text: str, codes: tuple[str, ...]) -> None:
    assert read_grounds(text) == codes
