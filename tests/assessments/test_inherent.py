"""Which intake gives the inherent risk: the engagement's own first, then that of the vendor as a whole."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.tables import Organisation
from assessments.answers import inherent_of
from assessments.assessment_tables import Assessment
from tests.assessments.asked_cast import Office, template
from tests.register.cast import Desk
from tests.support.clock import START


@pytest.mark.parametrize(
    ("asked", "there", "expected"),
    [
        ("own", ("own", "vendor", "other"), 10),
        ("own", ("vendor", "other"), 20),
        ("own", ("other",), 30),
        ("own", (), None),
        ("vendor", ("own", "vendor", "other"), 20),
        ("vendor", ("own", "other"), 30),
    ],
)
async def test_the_intake_that_fits_best_counts_also_where_another_is_newer(
    organisation: Organisation, asked: str, there: tuple[str, ...], expected: int | None
) -> None:
    vendor = await Desk().vendor(organisation)
    places: dict[str, int | None] = {"vendor": None}
    for name in ("own", "other"):
        places[name] = await Desk().engagement(vendor, organisation)
    version = await template("intake")
    risks = {"own": 10, "vendor": 20, "other": 30}
    # The one of the other engagement is always the newest.
    for days, name in enumerate(("own", "vendor", "other")):
        if name in there:
            number = await Office().start(organisation, vendor, version, engagement=places[name])
            done = {"state": "concluded", "inherent": risks[name], "concluded_on": (START + timedelta(days)).date()}
            await Assessment.update(done).where(Assessment.id == number)
    assert await inherent_of(vendor, int(organisation.id), places[asked]) == expected
