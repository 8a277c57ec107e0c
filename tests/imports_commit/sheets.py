"""Understood sheets, built by hand: what the import's first half would hand over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from imports.model import Agreement, Problem, Raw, Row, Skipped, Understood
from imports.store import File

FILE = File("vendors.xlsx", "d" * 64, 4096)


def row(number: int, name: str, **said: Any) -> Row:
    """Return one understood row of the sheet "Vendors"."""
    cells = (Raw(1, "A", "Vendor", name), Raw(2, "B", "Purpose", said.get("purpose", "")))
    return Row(sheet="Vendors", row=number, name=name, **{"raw": cells, **said})


def sheet(*rows: Row, problems: Iterable[Problem] = (), skipped: Iterable[Skipped] = ()) -> Understood:
    """Return a whole sheet as it was understood."""
    return Understood(rows, tuple(skipped), (), tuple(problems), (), format="xlsx", digest=FILE.digest, size=FILE.size)


def signed(day: str | None = None, text: str = "yes") -> Agreement:
    """Return what a row says where the DPA is signed."""
    return Agreement(signed=True, date=day, text=text, kind="dpa")


CLOUD = row(
    2,
    "Cloud Ltd",
    purpose="Hosting",
    countries=("US",),
    grounds=("PRIVACY_SHIELD_EU_US",),
    ground_text="Privacy Shield",
)
MAIL = row(3, "Mail AB", purpose="Newsletters", countries=("SE", "IE"), role="processor", dpa=signed("2024-05-02"))
PAY = row(4, "Pay GmbH", purpose="Payments", regions=("EEA",), next_review="2027-02", owner="Finance")
