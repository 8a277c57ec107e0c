"""The lists of engagements, locations, agreements and findings: columns, filters, search, order, all in the address."""

import csv
import io
import re
from datetime import timedelta
from typing import Any

import httpx
import openpyxl
import pytest

import assessments.pages
from accounts.actor import SYSTEM
from accounts.tables import Organisation
from assessments.assessment_tables import Assessment, TemplateVersion
from assessments.keeping import keep_reviews
from assessments.list_kinds import REVIEWS
from assessments.shipped import load_shipped
from assessments.tables import Review
from law.store import default_law
from register.listing import ListQuery, count
from register.pages.shown import SHOWN
from register.views import LISTS as VIEWS
from tests.pages.reading import see
from tests.register.cast import Desk, only
from tests.support import builders
from tests.support.browsing import AsRole
from tests.support.clock import START

NAME = re.compile(r'class="name" href="[^"]+">([^<]+)<')
HEAD = re.compile(r'scope="col" class="k-([a-z_]+)"')


def names(page: httpx.Response) -> list[str]:
    assert page.status_code == 200, page.text
    return NAME.findall(page.text)


def heads(page: httpx.Response) -> list[str]:
    return HEAD.findall(page.text)


@pytest.fixture
async def desk(organisation: Organisation) -> Desk:
    """Three vendors that differ in what lists show."""
    desk = Desk()
    mail = await desk.vendor(organisation, "Example Mail", tags=["Pilot"], tier="high")
    work = await desk.engagement(mail, organisation, service="Newsletters", owner="Marketing", next_review="2027-02-01")
    await desk.location(work, "US", "PRIVACY_SHIELD_EU_US")
    await desk.location(work, "SE", "EEA")
    bank = await desk.vendor(organisation, "Ådal Bank")
    await desk.engagement(bank, organisation, service="Payments", role="controller", special_categories=True)
    hosting = await desk.vendor(organisation, "Example Hosting", notes="In the basement")
    cellar = await desk.engagement(hosting, organisation, owner="IT")
    await desk.location(cellar, "CH", "ADEQUACY")
    await desk.agreement(hosting, organisation, signed_on="2024-01-15", expires_on="2026-12-01")
    await keep_reviews(START.date(), START, default_law(), SYSTEM)
    await load_shipped(START)
    yearly = TemplateVersion.template.key == "yearly"
    version = await TemplateVersion.select(TemplateVersion.id).where(yearly).first()
    assert version is not None
    usual: dict[str, Any] = {"organisation": organisation.id, "template_version": version["id"], "created_at": START}
    await builders.save(Assessment(**usual, vendor=mail, due=START.date() - timedelta(days=1), owner="IT"))
    await builders.save(Assessment(**usual, vendor=hosting, due=START.date() + timedelta(days=20), tier="low"))
    over: dict[str, Any] = {"state": "concluded", "outcome": "approved", "concluded_on": START.date()}
    await builders.save(Assessment(**usual, **over, vendor=bank, tier="high", residual=70))
    return desk


# The vendors that each address shows, in their order.
SHOWN_AT = {
    "/engagements": ["Example Hosting", "Example Mail", "Ådal Bank"],
    "/engagements?order=descending": ["Ådal Bank", "Example Mail", "Example Hosting"],
    "/engagements?role=controller": ["Ådal Bank"],
    "/engagements?special=yes": ["Ådal Bank"],
    "/engagements?special=unknown&owner=IT": ["Example Hosting"],
    "/engagements?owner=unknown": ["Ådal Bank"],
    "/engagements?tag=Pilot": ["Example Mail"],
    "/engagements?tier=high&chain=direct": ["Example Mail"],
    "/engagements?chain=below": [],
    "/engagements?q=basement": ["Example Hosting"],
    "/engagements?q=pilot": ["Example Mail"],
    "/engagements?status=ended": [],
    "/engagements?status=any&sort=next_review": ["Example Mail", "Example Hosting", "Ådal Bank"],
    "/engagements?sort=nothing&page=x&organisation=two": ["Example Hosting", "Example Mail", "Ådal Bank"],
    "/locations": ["Example Hosting", "Example Mail", "Example Mail"],
    "/locations?verdict=invalid": ["Example Mail"],
    "/locations?country=CH": ["Example Hosting"],
    "/locations?ground=EEA": ["Example Mail"],
    "/locations?rests=ADQ-CH": ["Example Hosting"],
    "/locations?sort=verdict": ["Example Mail", "Example Hosting", "Example Mail"],
    "/agreements": ["Example Hosting"],
    "/agreements?state=missing": [],
    "/agreements?kind=dpa&authorisation=unknown": ["Example Hosting"],
    "/findings?rule=invalid_ground": ["Example Mail"],
    "/assessments": ["Example Mail", "Example Hosting", "Ådal Bank"],
    "/assessments?sort=vendor&order=descending": ["Ådal Bank", "Example Mail", "Example Hosting"],
    "/assessments?sort=risk": ["Ådal Bank", "Example Hosting", "Example Mail"],
    "/assessments?due=late": ["Example Mail"],
    "/assessments?due=30": ["Example Mail", "Example Hosting"],
    "/assessments?due=never": [],
    "/assessments?state=concluded&outcome=approved": ["Ådal Bank"],
    "/assessments?outcome=unknown&owner=IT": ["Example Mail"],
    "/assessments?purpose=yearly&tier=low&vendor=Example+Hosting": ["Example Hosting"],
    "/assessments?q=basement": ["Example Hosting"],
    "/assessments?tag=Pilot": ["Example Mail"],
    "/reviews/all": ["Example Mail", "Example Hosting"],
    "/reviews/all?sort=vendor": ["Example Hosting", "Example Mail"],
    "/reviews/all?owner=IT": ["Example Hosting"],
    "/reviews/all?due=90": ["Example Mail"],
    "/reviews/all?state=concluded": [],
    "/reviews/all?tier=high&role=processor&status=any&q=pilot": ["Example Mail"],
    "/reviews/all?status=ended": [],
    "/findings?rule=invalid_ground&owner=IT": [],
    "/findings?tag=Pilot&severity=high&sort=vendor": ["Example Mail"],
}


async def test_the_address_narrows_and_sorts_any_list(desk: Desk, as_role: AsRole) -> None:
    reader = await as_role("reader")
    assert {address: names(await reader.get(address)) for address in SHOWN_AT} == SHOWN_AT


LISTS = {one.kind.name: one for one in (*SHOWN, *assessments.pages.SHOWN)}
KINDS = {name: one.kind for name, one in LISTS.items()}


@pytest.mark.parametrize("name", LISTS)
async def test_every_column_can_be_chosen_sorted_by_and_shown(desk: Desk, as_role: AsRole, name: str) -> None:
    kind = LISTS[name].kind
    assert LISTS[name].cells.keys() == {column.key for column in kind.columns}
    assert VIEWS[name] == kind.path
    every = ".".join(column.key for column in kind.columns)
    client = await as_role("reader")
    assert heads(await client.get(f"{kind.path}?columns={every}&state=any")) == every.split(".")
    for column in kind.columns:
        if column.sort:
            for order in ("", "&order=descending"):
                page = await client.get(f"{kind.path}?columns={column.key}&sort={column.key}{order}")
                assert page.text.count("aria-sort=") == 1


async def test_the_form_of_the_columns_keeps_the_rest_of_the_state(desk: Desk, as_role: AsRole) -> None:
    client = await as_role("reader")
    page = await client.get("/vendors?q=example&verdict=invalid&column=owner&column=tags&column=nothing")
    assert heads(page) == ["name", "owner", "tags"]
    assert '<span class="tag">Pilot</span>' in page.text
    form = next(form for form in see(page.text).forms if "column" in form.values)
    assert {name: form.values[name] for name in ("q", "verdict")} == {"q": "example", "verdict": "invalid"}
    assert form.values["column"] == ["owner", "tags"] or form.values["column"] == ["name", "owner", "tags"]
    assert heads(await client.get("/vendors"))[:3] == ["name", "service", "role"]


async def test_the_worst_link_of_a_chain_is_a_column_of_vendors(
    desk: Desk, organisation: Organisation, as_role: AsRole
) -> None:
    prime = await desk.vendor(organisation, "Prime")
    above = await desk.engagement(prime, organisation)
    await desk.location(above, "SE", "EEA")
    middle = await desk.vendor(organisation, "Middle")
    between = await desk.engagement(middle, organisation, parent=above, role="sub-processor")
    await desk.location(between, "SE", "EEA")
    bottom = await desk.vendor(organisation, "Bottom Inc.")
    below = await desk.engagement(bottom, organisation, parent=between, role="sub-processor")
    await desk.location(below, "US", "PRIVACY_SHIELD_EU_US")
    page = (await (await as_role("reader")).get("/vendors?columns=name.chain&q=prime")).text
    cell = page.partition('class="k-chain" data-l')[2].partition("</td>")[0]
    assert "Bottom Inc." in cell
    assert "Invalid" in cell


async def test_another_organisations_rows_are_on_no_list(desk: Desk, as_role: AsRole) -> None:
    elsewhere = await builders.organisation("Elsewhere AS", "NO")
    client = await as_role("procurement", elsewhere)
    for kind in KINDS.values():
        assert names(await client.get(f"{kind.path}?status=any&state=any")) == []


async def test_an_empty_list_says_why_and_where_to_go(organisation: Organisation, as_role: AsRole) -> None:
    client = await as_role("reader")
    for kind in KINDS.values():
        page = (await client.get(kind.path)).text
        assert kind.none_yet in page
        assert 'href="/vendors"' in page
    page = (await client.get("/locations?q=nowhere")).text
    assert "Nothing matches “nowhere”" in page
    assert 'href="/locations"' in page


async def test_htmx_gets_the_part_that_changed(desk: Desk, as_role: AsRole) -> None:
    part = await (await as_role("reader")).get("/locations?country=CH", headers={"hx-request": "true"})
    assert "<html" not in part.text
    assert part.headers["hx-push-url"] == "/locations?country=CH"
    assert names(part) == ["Example Hosting"]


async def test_a_list_is_exported_as_it_is_shown(desk: Desk, organisation: Organisation, as_role: AsRole) -> None:
    await desk.vendor(organisation, "=cmd|' /C calc'!A0")
    client = await as_role("reader")
    file = await client.get("/view.xlsx?list=vendors&columns=name.verdict.tier&sort=name&order=descending")
    table = openpyxl.load_workbook(io.BytesIO(file.content)).active
    assert table is not None
    rows = [[cell.value for cell in row] for row in table.iter_rows()]
    assert rows[0] == ["Vendor", "Verdict and ground", "Tier"]
    assert [row[0] for row in rows[1:]] == ["Ådal Bank", "Example Mail", "Example Hosting", "=cmd|' /C calc'!A0"]
    assert rows[2] == ["Example Mail", "Invalid: Privacy Shield, 1 of 2", "High"]
    page = (await client.get("/vendors")).text
    assert "Privacy Shield, 1\xa0of\xa02" in page, "no line of the page begins with the last figure alone"
    assert table["A5"].data_type == "s"
    assert table.freeze_panes == "A2"
    text = (await client.get("/view.csv?list=vendors&q=cmd&columns=name")).content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [["Vendor"], ["'=cmd|' /C calc'!A0"]]
    for name in KINDS:
        lines = (await client.get(f"/view.csv?list={name}")).content.decode("utf-8-sig").splitlines()
        assert len(lines) > 1, name
    one = await client.get("/view.csv?list=locations&verdict=invalid&columns=vendor.country")
    assert one.content.decode("utf-8-sig").splitlines() == ["Vendor,Country", "Example Mail,United States"]
    assert (await client.get("/view.csv?list=people")).status_code == 404


async def test_an_export_of_another_day_shows_that_day(desk: Desk, as_role: AsRole) -> None:
    client = await as_role("reader")
    text = (await client.get("/view.csv?list=vendors&as_of=2019-03-01&columns=name.verdict&q=mail")).text
    assert "Invalid" not in text
    assert "Incomplete" in text
    found = (await client.get("/view.csv?list=findings&as_of=2019-03-01&columns=vendor.finding")).text
    assert "C-311/18" not in found
    assert len(found.splitlines()) > 2


async def test_a_vendor_leads_on_to_the_next_of_the_list_it_was_opened_from(
    desk: Desk, organisation: Organisation, as_role: AsRole
) -> None:
    client = await as_role("reader")
    listed = (await client.get("/vendors?q=example&sort=verdict")).text
    (first, second) = re.findall(r'class="name" href="([^"]+)"', listed)
    page = (await client.get(first.replace("&amp;", "&"))).text
    assert 'rel="prev"' not in page.partition('class="beside"')[2].partition("</nav>")[0]
    assert f'rel="next" href="{second}"' in page
    page = (await client.get(second.replace("&amp;", "&"))).text
    assert f'rel="prev" href="{first}"' in page
    assert 'href="/vendors?q=example&amp;sort=verdict"' in page


async def test_findings_name_the_service_that_they_are_about(desk: Desk, as_role: AsRole) -> None:
    page = (await (await as_role("reader")).get("/findings?rule=invalid_ground")).text
    assert "At Newsletters." in page


async def test_outsiders_views_and_findings_do_not_exist(desk: Desk, as_role: AsRole) -> None:
    inside = await as_role("privacy")
    number = re.findall(r'href="/findings/(\d+)"', (await inside.get("/findings")).text)[0]
    assert (await inside.get(f"/findings/{number}")).status_code == 200
    elsewhere = await builders.organisation("Elsewhere AS", "NO")
    outside = await as_role("privacy", elsewhere)
    assert (await outside.get(f"/findings/{number}")).status_code == 404
    assert only(elsewhere).sees(elsewhere.id)


async def test_days_of_reviews_are_changed_in_their_list_and_shown_there_at_once(desk: Desk, as_role: AsRole) -> None:
    client = await as_role("procurement")
    page = (
        await client.get("/bulk?list=reviews&all=yes&state=q%3Dpilot&field=next_review&v-next_review=2027-01-15")
    ).text
    form = see(page).form("/bulk")
    done = await client.post("/bulk", data=form.values)
    assert done.status_code == 303, done.text
    assert "2027-01-15" in (await client.get("/reviews/all?q=pilot")).text
    assert "2027-01-15" not in (await client.get("/reviews/all?q=basement")).text
    undone = await client.post(f"{done.headers['location']}/undo")
    assert undone.status_code == 303, undone.text
    page = (await client.get("/reviews/all?q=pilot")).text
    assert "2027-02-01" in page
    assert "2027-01-15" not in page


async def test_the_lists_follow_the_organisation_that_is_shown(
    desk: Desk, organisation: Organisation, as_role: AsRole
) -> None:
    elsewhere = await builders.organisation("Elsewhere AS", "NO")
    client = await as_role("administrator")
    for path in ("/assessments", "/reviews/all", "/assessments/overview"):
        assert names(await client.get(f"{path}?organisation={elsewhere.id}")) == []
        assert names(await client.get(f"{path}?organisation={organisation.id}")) != []
    form = see((await client.get("/")).text).form("/organisation")
    await client.post("/organisation", data={**form.values, "organisation": str(elsewhere.id)})
    for path in ("/assessments", "/reviews/all", "/assessments/overview"):
        assert names(await client.get(path)) == []
        assert names(await client.get(f"{path}?organisation=any")) != []


@pytest.mark.parametrize("name", ["state", "status"])
def test_each_choice_that_has_a_condition_of_its_own_has_one(name: str) -> None:
    (narrow,) = [one for one in REVIEWS.narrows if one.name == name]
    assert narrow.each.keys() == narrow.words.keys()
    assert not narrow.condition


async def test_the_choices_of_a_state_are_all_rows_between_them_and_what_is_no_choice_is_none(
    desk: Desk, organisation: Organisation
) -> None:
    actor = only(organisation)
    first = await Review.select(Review.id).order_by(Review.id).first()
    assert first is not None
    await Review.update({Review.outcome: "approved"}).where(Review.id == first["id"])

    async def number(**narrowed: str) -> int:
        return await count(REVIEWS, ListQuery(narrowed=narrowed), actor)

    assert await number(state="concluded") == 1
    assert await number(state="open") + await number(state="concluded") == await number() > 1
    assert await number(status="active") + await number(status="ended") == await number()
    assert await number(state="else") == 0
