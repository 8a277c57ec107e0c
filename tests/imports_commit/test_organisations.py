"""Five organisations bring in their lists as they stand, and the register says of each what the law says."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from accounts.actor import SYSTEM
from accounts.tables import Organisation
from assessments.tables import Review
from imports import batches
from imports.model import Options
from imports.store import File
from imports.understand import understand
from register.export import export_xlsx
from register.inputs import OrganisationInput
from register.lists import VendorQuery
from register.locations import update_location
from register.organisations import create_organisation
from register.tables import Agreement, Engagement, Location, Vendor
from register.view import vendor_view
from tests.register.cast import finding, places, rules

FILES = Path(__file__).parent / "organisations"


@pytest.fixture
def bring(database: Any, now: datetime, today: date, law: Any):
    """Return a function that creates an organisation, brings in its list and returns its vendors as pages see them."""

    async def import_list(file: str, name: str, **said: Any) -> dict[str, Any]:
        number = await create_organisation(OrganisationInput(name=name, **said), SYSTEM, now)
        path = FILES / file
        kept = File(file, "0" * 64, path.stat().st_size)
        where = {"actor": SYSTEM, "now": now, "today": today, "law": law}
        await batches.import_at_once(kept, understand(path, Options()), number, **where)
        return await seen(number)

    async def seen(organisation: int, as_of: date | None = None) -> dict[str, Any]:
        rows = await Engagement.select(Engagement.vendor).where(Engagement.organisation == organisation)
        views = [await vendor_view(one, SYSTEM, law, today, as_of) for one in sorted({row["vendor"] for row in rows})]
        return {view.name: view for view in views}

    import_list.seen = seen
    return import_list


def promised(kind: str, text: str) -> tuple[dict[str, str], ...]:
    return ({"kind": kind, "text": text, "recorded_on": "2023-02-01"},)


async def test_energy_software_has_eleven_vendors_on_clauses_of_no_stated_set_in_no_stated_country(
    bring, now: datetime, today: date, law: Any
) -> None:
    said = promised("eea_preferred", "We avoid processing outside the EU/EEA; otherwise EU Model Clauses.")
    vendors = await bring("energy-software-se.xlsx", "Energy software", country="SE", promises=said)
    assert len(vendors) == 11
    suite = next(view for name, view in vendors.items() if "G Suite" in name)
    assert "Google" in suite.aliases
    for view in vendors.values():
        (place,) = places(view)
        assert (place.country, place.verdict, place.reason) == ("", "incomplete", "COUNTRY_UNKNOWN")
        assert place.grounds == ("SCC_UNSPECIFIED",)
        assert place.ground_text == "EU Model Clauses if unavoidable"
        assert "broken_promise" not in rules(view)
    (place,) = places(suite)
    where = {"now": now, "today": today, "law": law, "actor": SYSTEM}
    await update_location(place.id, {"country": "US"}, place.version, **where)
    (place,) = places(await vendor_view(suite.id, SYSTEM, law, today))
    assert (place.verdict, place.reason) == ("incomplete", "SCC_VERSION_UNSTATED")
    await update_location(place.id, {"facts": {"scc_signed_on": "2021-03-01"}}, place.version, **where)
    (place,) = places(await vendor_view(suite.id, SYSTEM, law, today))
    assert (place.verdict, place.reason) == ("invalid", "SCC_OLD_EXPIRED")
    assert finding(await vendor_view(suite.id, SYSTEM, law, today), "invalid_ground").since == date(2022, 12, 28)
    promises = (await Organisation.select(Organisation.promises))[0]["promises"]
    assert "avoid processing outside" in promises


async def test_builders_group_knows_controllers_of_their_own_security_agreements_and_recurring_assessments(
    bring,
) -> None:
    vendors = await bring("builders-group-no.xlsx", "Builders' group", country="NO")
    await bring("builders-group-no.xlsx", "Builders' subsidiary", country="NO")
    ours = vendors["Datterselskaper i konsernet"]
    assert (ours.verdict, ours.dpa) == ("no-transfer", "not-needed")
    assert not rules(ours) & {"no_dpa", "nda_instead_of_dpa"}
    systems = vendors["Leverandører av sentrale systemer"]
    assert finding(systems, "nda_instead_of_dpa").severity in {"high", "medium"}
    agreement = (await Agreement.select().where(Agreement.vendor == systems.id))[0]
    assert (agreement["kind"], agreement["text"]) == ("security", "Avtale om tilfredsstillende informasjonssikkerhet")
    engagement = systems.engagements[0].id
    (review,) = await Review.select().where(Review.engagement == engagement)
    assert (review["due"], review["cadence_months"]) == (date(2027, 11, 21), 12)
    assert not await Review.exists().where(Review.engagement == ours.engagements[0].id)
    assert await Organisation.count() == 2
    # The suppliers of one company are not those of another, whatever both call them.
    assert await Vendor.count() == 4


async def test_marketing_reads_eec_as_eea_and_calls_privacy_shield_dead_since_the_judgment(
    bring, now: datetime, today: date, law: Any
) -> None:
    said = promised("eea_or_ground", "Only recipients in the EU/EEA, under Privacy Shield or otherwise approved.")
    vendors = await bring("marketing-se-bilaga-2.tsv", "Marketing", country="SE", acts_as="both", promises=said)
    assert set(vendors) == {"Albacross", "G Suite"}
    (inside,) = places(vendors["Albacross"])
    assert (inside.region, inside.verdict) == ("EEA", "no-transfer")
    (place,) = places(vendors["G Suite"])
    assert (place.verdict, place.reason) == ("invalid", "PS_INVALIDATED")
    assert "C-311/18" in place.because + place.citation
    assert finding(vendors["G Suite"], "invalid_ground").since == date(2020, 7, 16)
    assert "broken_promise" in rules(vendors["G Suite"])
    where = {"now": now, "today": today, "law": law, "actor": SYSTEM}
    await update_location(place.id, {"country": "US", "facts": {"ps_listed": "yes"}}, place.version, **where)
    then = await vendor_view(vendors["G Suite"].id, SYSTEM, law, today, date(2019, 3, 1))
    assert then.verdict == "valid"


async def test_marketing_publishes_its_annex_again_from_the_register_corrected(
    bring, now: datetime, today: date, law: Any
) -> None:
    vendors = await bring("marketing-se-bilaga-2.tsv", "Marketing", country="SE", acts_as="both")
    (place,) = places(vendors["G Suite"])
    changes = {"country": "US", "ground_text": "Data Privacy Framework"}
    await update_location(place.id, changes, place.version, SYSTEM, now, today, law)
    book = openpyxl.load_workbook(io.BytesIO(await export_xlsx(SYSTEM, VendorQuery(), law=law, now=now, today=today)))
    written = " ".join(
        str(cell) for sheet in book for line in sheet.iter_rows(values_only=True) for cell in line if cell
    )
    for text in ("Albacross", "G Suite", "Identifiering av företagsnamn via IP-matchning", "Data Privacy Framework"):
        assert text in written


async def test_it_services_rests_on_a_confidentiality_agreement_with_suppliers_it_does_not_name(bring) -> None:
    vendors = await bring("it-services-se.csv", "IT services", country="SE")
    (view,) = vendors.values()
    assert "Art. 28(3)" in finding(view, "nda_instead_of_dpa").todo
    assert "Art. 30(1)(d)" in finding(view, "unnamed_group").sentence
    assert "22/2024" in finding(view, "unnamed_group").sentence
    (place,) = places(view)
    assert (place.verdict, place.reason) == ("incomplete", "COUNTRY_UNKNOWN")


async def test_mailing_reads_ess_as_eea_and_asks_no_dpa_of_independent_controllers(
    bring, now: datetime, today: date, law: Any
) -> None:
    said = promised("eea_only", "All behandling sker inom EU/ESS.")
    vendors = await bring("mailing-se.xlsx", "Mailing", country="SE", promises=said, review_months=12)
    assert len(vendors) == 6
    for name in ("Skatteverket", "Banker", "Distributörer", "Myndigheter"):
        assert (vendors[name].verdict, vendors[name].dpa) == ("no-transfer", "not-needed")
        assert not rules(vendors[name]) & {"no_dpa", "nda_instead_of_dpa", "broken_promise"}
    for view in vendors.values():
        assert [(one.region, one.verdict) for one in places(view)] == [("EEA", "no-transfer")]
    systems = vendors["Leverantörer av IT-system"]
    (review,) = await Review.select().where(Review.engagement == systems.engagements[0].id)
    assert (review["due"], review["cadence_months"]) == (date(2027, 11, 21), 12)
    (place,) = places(systems)
    await update_location(place.id, {"region": "", "country": "GB"}, place.version, SYSTEM, now, today, law)
    assert "broken_promise" in rules(await vendor_view(systems.id, SYSTEM, law, today))
    assert await Location.count() == 6
