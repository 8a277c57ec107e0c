"""The smaller pages: findings, organisations and the law."""

import re

from markupsafe import escape

from accounts.tables import Organisation
from law.store import default_law
from tests.pages.reading import see
from tests.register.cast import Desk
from tests.support.browsing import AsRole


async def test_findings_are_listed_the_most_urgent_first(organisation: Organisation, as_role: AsRole) -> None:
    await Desk().place(organisation, "US", "PRIVACY_SHIELD_EU_US", "Example Mail")
    page = (await (await as_role("reader")).get("/findings")).text
    assert page.index("Act now") < page.index("Act soon")
    assert "Example Mail" in page


async def test_findings_are_narrowed_by_urgency_rule_and_state(organisation: Organisation, as_role: AsRole) -> None:
    await Desk().place(organisation, "US", "PRIVACY_SHIELD_EU_US", "Example Mail")
    client = await as_role("reader")
    assert "Example Mail" in (await client.get("/findings?severity=high&q=mail")).text
    assert "No finding fits these filters" in (await client.get("/findings?state=accepted")).text
    assert "No finding fits these filters" in (await client.get("/findings?rule=nothing&page=x")).text


async def test_a_register_without_findings_says_so(organisation: Organisation, as_role: AsRole) -> None:
    page = (await (await as_role("reader")).get("/findings")).text
    assert "Nothing is wrong, as far as is recorded" in page


async def test_an_organisation_is_added_with_its_promise_and_changed(
    organisation: Organisation, as_role: AsRole
) -> None:
    client = await as_role("administrator")
    form = see((await client.get("/organisations/new")).text).form("/organisations")
    typed = form.sent(
        name="Example AG", country="CH", regimes=["EU", "CH"], promise_kind="eea_only", promise_text="All inside."
    )
    assert (await client.post("/organisations", data=typed)).status_code == 303
    page = (await client.get("/organisations")).text
    assert "“All inside.”" in page
    (number,) = re.findall(r'/organisations/(\d+)/edit">Example AG<', page)

    action = f"/organisations/{number}"
    form = see((await client.get(f"{action}/edit")).text).form(action)
    assert form.values["regimes"] == ["EU", "CH"]
    wrong = await client.post(action, data=form.sent(review_months="often"))
    assert see(wrong.text).error("review_months").startswith("This is no whole number.")
    wrong = await client.post(action, data=form.sent(regimes=""))
    assert "Name at least one of EU, UK and CH" in wrong.text
    await client.post(action, data=form.sent(promise_kind="", promise_text="", name="Example Holding AG"))
    page = (await client.get("/organisations")).text
    assert "Example Holding AG" in page
    assert "All inside." not in page


async def test_a_name_that_is_taken_is_told_beside_the_name(organisation: Organisation, as_role: AsRole) -> None:
    client = await as_role("administrator")
    form = see((await client.get("/organisations/new")).text).form("/organisations")
    answer = await client.post("/organisations", data=form.sent(name=organisation.name.upper()))
    assert see(answer.text).error("name").startswith("An organisation of this name exists already.")


async def test_a_promise_needs_its_words(organisation: Organisation, as_role: AsRole) -> None:
    client = await as_role("administrator")
    form = see((await client.get("/organisations/new")).text).form("/organisations")
    answer = await client.post("/organisations", data=form.sent(name="Example AG", promise_kind="eea_only"))
    assert answer.status_code == 422
    assert "Give the words of the promise and its kind." in answer.text


async def test_the_law_page_shows_every_record_with_its_citation(organisation: Organisation, as_role: AsRole) -> None:
    page = see((await (await as_role("reader")).get("/law")).text)
    for record in default_law().records.values():
        assert record.citation in page.texts[record.id]
        assert ("Not confirmed again" in page.texts[record.id]) == (not record.confirmed)


async def test_the_law_can_be_narrowed_to_what_has_ended(organisation: Organisation, as_role: AsRole) -> None:
    page = (await (await as_role("reader")).get("/law?state=ended&regime=EU")).text
    assert "Privacy Shield" in page
    assert "no known end" not in page


async def test_the_law_is_folded_by_kind_until_it_is_narrowed_and_its_own_words_are_said_to_be_english(
    organisation: Organisation, as_role: AsRole
) -> None:
    client = await as_role("reader", language="sv")
    page = (await client.get("/law")).text
    assert page.count('<details class="panel fold" id="kind-') > 4
    assert 'id="kind-1" open' not in page
    assert '<details class="panel fold" id="kind-1" open>' in (await client.get("/law?regime=EU")).text
    for record in default_law().records.values():
        if record.scope:
            assert f'<span class="sub" lang="en">{escape(record.scope)}</span>' in page


async def test_the_law_page_counts_what_rests_on_a_record_and_leads_there(
    organisation: Organisation, as_role: AsRole
) -> None:
    desk = Desk()
    await desk.place(organisation, "CH", "ADEQUACY", "Alpine Mail")
    await desk.place(organisation, "SE", "EEA", "Home Hosting")
    client = await as_role("reader")
    page = (await client.get("/law")).text
    assert 'href="/vendors?rests=ADQ-CH">1 location' in page
    listed = (await client.get("/vendors?rests=ADQ-CH")).text
    assert "Alpine Mail" in listed
    assert "Home Hosting" not in listed
    assert "Home Hosting" not in (await client.get("/vendors?rests=ADQ-CH&as_of=2026-12-01")).text


async def test_the_law_page_draws_its_records_and_says_what_is_coming(
    organisation: Organisation, as_role: AsRole
) -> None:
    await Desk().place(organisation, "GB", "ADEQUACY", "Beta Payroll")
    page = (await (await as_role("reader")).get("/law")).text
    assert 'role="img" aria-labelledby="tl-t tl-d"' in page
    assert "EU–US Data Privacy Framework" in page.partition('class="timeline"')[2].partition("</svg>")[0]
    coming = page.partition('id="coming"')[2].partition("</section>")[0]
    assert "<time>2031-12-28</time>" in coming
    assert 'href="/vendors?as_of=2031-12-28">1 location moves' in coming
