"""Forms: errors stand beside their fields, what was typed is kept, and two editors lose nothing."""

import re

import httpx
import pytest

from accounts.tables import Organisation
from register.tables import Agreement, Engagement, Location, Vendor
from tests.pages.reading import Form, see
from tests.register.cast import Desk, places
from tests.support import builders
from tests.support.browsing import AsRole

Client = httpx.AsyncClient


async def form_of(client: Client, address: str, action: str) -> Form:
    page = await client.get(address)
    assert page.status_code == 200, page.text
    return see(page.text).form(action)


async def test_a_name_is_enough_for_a_new_vendor(organisation: Organisation, as_role: AsRole) -> None:
    client = await as_role("procurement")
    form = await form_of(client, "/vendors/new", "/vendors")
    answer = await client.post("/vendors", data=form.sent(name="Example Mail"))
    assert answer.status_code == 303
    assert "Example Mail" in (await client.get(answer.headers["location"])).text
    assert await Engagement.count() == 1
    assert await Location.count() == 0


async def test_a_vendor_that_is_there_already_is_one_press_away(organisation: Organisation, as_role: AsRole) -> None:
    client = await as_role("procurement", organisation)
    there = await Desk().vendor(organisation, "Example <Mail>")
    elsewhere = await builders.organisation(name="Elsewhere")
    await Desk().vendor(elsewhere, "Foreign Mail")
    form = await form_of(client, "/vendors/new", "/vendors")
    answer = await client.post("/vendors", data=form.sent(name="example <mail>"))
    assert answer.status_code == 422
    assert see(answer.text).error("name").endswith("Open Example <Mail>")
    assert answer.text.count(f'<a href="/vendors/{there}">Open Example &lt;Mail&gt;</a>') == 2  # above, and beside it
    assert (await client.post("/vendors", data=form.sent(name="Foreign Mail"))).status_code == 303


async def test_the_short_form_takes_a_vendor_with_its_first_location_and_judges_it(
    organisation: Organisation, as_role: AsRole
) -> None:
    client = await as_role("procurement")
    form = await form_of(client, "/vendors/new", "/vendors")
    typed = form.sent(
        name="Example Mail", service="Newsletters", place_country="US", place_ground="PRIVACY_SHIELD_EU_US"
    )
    answer = await client.post("/vendors", data=typed)
    assert "C-311/18" in (await client.get(answer.headers["location"])).text


async def test_errors_stand_beside_their_fields_and_everything_typed_is_kept(
    organisation: Organisation, as_role: AsRole
) -> None:
    client = await as_role("procurement")
    form = await form_of(client, "/vendors/new", "/vendors")
    typed = form.sent(
        name=" ", website="example.org", purposes="Two\nlines & <signs>", place_country="SE", place_ground_text="kept"
    )
    answer = await client.post("/vendors", data=typed)
    assert answer.status_code == 422
    page = see(answer.text)
    assert page.error("name").startswith("The name is missing.")
    assert page.error("website").startswith("This is no web address.")
    again = page.form("/vendors").values
    assert {name: again[name] for name in typed} == {**typed, "base": again["base"]}
    assert 'href="#f-name"' in answer.text
    assert "Nothing was saved: 2 fields need attention." in answer.text
    assert await Vendor.count() == 0


async def test_an_error_in_the_location_is_shown_beside_the_locations_field(
    organisation: Organisation, as_role: AsRole
) -> None:
    client = await as_role("procurement")
    form = await form_of(client, "/vendors/new", "/vendors")
    answer = await client.post("/vendors", data=form.sent(name="Example", place_country="XX"))
    assert see(answer.text).error("place_country").startswith("This is no country.")
    assert await Vendor.count() == 0


async def test_where_several_organisations_are_open_one_has_to_be_chosen(
    organisation: Organisation, as_role: AsRole
) -> None:
    await builders.organisation("Second organisation", "NO")
    client = await as_role("procurement")
    form = await form_of(client, "/vendors/new", "/vendors")
    answer = await client.post("/vendors", data=form.sent(name="Example"))
    assert see(answer.text).error("organisation").startswith("Choose the organisation")


async def test_a_vendor_is_changed_and_only_what_was_changed_is_written(
    organisation: Organisation, as_role: AsRole
) -> None:
    vendor = await Desk().vendor(
        organisation, aliases=["One", "Two"], notes="Line one\nline two", dpf={"dpf_swiss": "no"}
    )
    client = await as_role("procurement")
    form = await form_of(client, f"/vendors/{vendor}/edit", f"/vendors/{vendor}")
    assert form.values["aliases"] == "One\nTwo"
    crlf = {
        name: value.replace("\n", "\r\n") if isinstance(value, str) else value for name, value in form.values.items()
    }
    answer = await client.post(form.action, data={**crlf, "dpf_listed": "yes", "dpf_checked_on": "2026-11-20"})
    assert answer.status_code == 303
    view = await Desk().view(vendor)
    assert view.dpf == {"dpf_swiss": "no", "dpf_listed": "yes"}
    assert (view.aliases, view.notes) == (("One", "Two"), "Line one\nline two")
    assert [change[0] for change in view.history[0].changes] == ["DPF listing", "DPF listing checked on"]


async def test_the_second_editor_sees_both_versions_and_loses_nothing(
    organisation: Organisation, as_role: AsRole
) -> None:
    vendor = await Desk().vendor(organisation, owner="Sales", contact="desk@example.org")
    first, second = await as_role("procurement"), await as_role("privacy")
    action = f"/vendors/{vendor}"
    seen_by_first = await form_of(first, f"{action}/edit", action)
    seen_by_second = await form_of(second, f"{action}/edit", action)
    theirs = {"owner": "Marketing", "legal_name": "Example AB", "country": "SE", "tier": "high"}
    await first.post(action, data=seen_by_first.sent(**theirs))

    yours = {"owner": "IT", "contact": "help@example.org", "country": "NO", "tier": "high"}
    answer = await second.post(action, data=seen_by_second.sent(**yours))
    assert answer.status_code == 409
    assert "Somebody else saved this while you were editing." in answer.text
    clashes = re.findall(
        r'scope="row">([^<]+)</th><td[^>]*><div class="c lines">([^<]*)</div></td><td[^>]*><div[^>]*>([^<]*)<',
        answer.text,
    )
    # Only what differs is to be decided; what they alone changed, or both alike, stands folded beneath.
    assert clashes == [("Seat of the contract party", "Sweden", "Norway"), ("Owner", "Marketing", "IT")]
    folded = re.findall(r'<dt>([^<]+)</dt><dd class="lines">([^<]*)<', answer.text)
    assert folded == [("Contract party", "Example AB"), ("Risk tier", "High")]
    form = see(answer.text).form(action)
    assert (form.values["owner"], form.values["contact"]) == ("IT", "help@example.org")
    assert form.values["legal_name"] == "Example AB"

    assert (await second.post(action, data=form.values)).status_code == 303
    view = await Desk().view(vendor)
    assert (view.owner, view.contact, view.legal_name) == ("IT", "help@example.org", "Example AB")
    assert (view.country, view.tier) == ("NO", "high")


async def test_editors_of_different_fields_are_told_that_both_are_in_the_form(
    organisation: Organisation, as_role: AsRole
) -> None:
    vendor = await Desk().vendor(organisation, owner="Sales")
    client, action = await as_role("procurement"), f"/vendors/{vendor}"
    first, second = [await form_of(client, f"{action}/edit", action) for _ in range(2)]
    await client.post(action, data=first.sent(unnamed_group="yes", dpf_listed="yes", dpf_checked_on="2026-11-01"))
    answer = await client.post(action, data=second.sent(owner="IT"))
    assert answer.status_code == 409
    assert "the form below holds both" in answer.text
    assert "<table" not in answer.text
    folded = dict(re.findall(r'<dt>([^<]+)</dt><dd class="lines">([^<]*)<', answer.text))
    assert sorted(folded.values()) == ["2026-11-01", "Yes", "yes"]
    assert (await client.post(action, data=see(answer.text).form(action).values)).status_code == 303
    view = await Desk().view(vendor)
    assert (view.owner, view.unnamed_group) == ("IT", True)


async def test_an_engagement_is_added_changed_and_ended(organisation: Organisation, as_role: AsRole) -> None:
    vendor = await Desk().vendor(organisation)
    client = await as_role("procurement")
    form = await form_of(client, f"/vendors/{vendor}/engagements/new", f"/vendors/{vendor}/engagements")
    answer = await client.post(
        form.action, data=form.sent(service="Payroll", role="processor", special_categories="yes")
    )
    assert re.fullmatch(r"/engagements/\d+/locations/new", answer.headers["location"])
    (row,) = await Engagement.select()
    assert (row["service"], row["special_categories"]) == ("Payroll", True)

    action = f"/engagements/{row['id']}"
    form = await form_of(client, f"{action}/edit", action)
    wrong = await client.post(action, data=form.sent(next_review="soon", review_months="many"))
    page = see(wrong.text)
    assert page.error("next_review").startswith("This is no date.")
    assert page.error("review_months").startswith("This is no whole number.")
    assert page.form(action).values["next_review"] == "soon"

    await client.post(action, data=form.sent(next_review="2027-03-01"))
    form = await form_of(client, f"{action}/edit", f"{action}/ending")
    await client.post(form.action, data=form.values)
    (row,) = await Engagement.select()
    assert (str(row["next_review"]), row["status"], str(row["ended_on"])) == ("2027-03-01", "ended", "2026-11-21")


async def test_a_mended_ground_changes_the_verdict(organisation: Organisation, as_role: AsRole) -> None:
    desk = Desk()
    vendor = await desk.place(organisation, "US", "PRIVACY_SHIELD_EU_US", ground_text="Privacy Shield")
    location = places(await desk.view(vendor))[0].id
    action = f"/locations/{location}"
    client = await as_role("procurement")
    form = await form_of(client, f"{action}/edit", action)
    assert form.values["grounds"] == ["PRIVACY_SHIELD_EU_US", ""]

    asked = await client.post(action, data={**form.sent(grounds=["SCC_2021_M2", ""]), "ask": "1"})
    assert asked.status_code == 200
    assert "PRIVACY" in "|".join(places(await desk.view(vendor))[0].grounds), "asking writes nothing"
    form = see(asked.text).form(action)
    typed = form.sent(scc_signed_on="2024-05-30", contract_signed="yes", tia="adequate", scc_annexes="complete")
    assert (await client.post(action, data=typed)).status_code == 303
    (place,) = places(await desk.view(vendor))
    assert (place.verdict, place.ground_text) == ("valid", "Privacy Shield")


async def test_only_the_facts_that_the_ground_needs_are_asked_for(organisation: Organisation, as_role: AsRole) -> None:
    desk = Desk()
    vendor = await desk.place(organisation, "US", "DPF_EU_US")
    location = places(await desk.view(vendor))[0].id
    page = see((await (await as_role("procurement")).get(f"/locations/{location}/edit")).text)
    assert "f-hr_data" in page.ids
    assert "f-scc_signed_on" not in page.ids


async def test_a_wrong_fact_is_told_and_kept(organisation: Organisation, as_role: AsRole) -> None:
    desk = Desk()
    vendor = await desk.place(organisation, "US", "SCC_2021_M2")
    location = places(await desk.view(vendor))[0].id
    action = f"/locations/{location}"
    client = await as_role("procurement")
    form = await form_of(client, f"{action}/edit", action)
    answer = await client.post(action, data=form.sent(scc_signed_on="last spring"))
    assert answer.status_code == 422
    assert see(answer.text).form(action).values["scc_signed_on"] == "last spring"
    assert "This fact is not known here" in answer.text


async def test_htmx_gets_the_questions_alone(organisation: Organisation, as_role: AsRole) -> None:
    desk = Desk()
    vendor = await desk.place(organisation, "US", "NONE")
    location = places(await desk.view(vendor))[0].id
    client = await as_role("procurement")
    answer = await client.post(
        f"/locations/{location}", data={"grounds": "BCR_C", "ask": "1"}, headers={"hx-request": "true"}
    )
    assert "<html" not in answer.text
    assert "f-bcr_approved" in answer.text


async def test_a_location_is_added_and_removed(organisation: Organisation, as_role: AsRole) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation)
    engagement = await desk.engagement(vendor, organisation)
    client = await as_role("procurement")
    form = await form_of(client, f"/engagements/{engagement}/locations/new", f"/engagements/{engagement}/locations")
    assert (await client.post(form.action, data=form.sent(country="NO"))).status_code == 303
    (place,) = places(await desk.view(vendor))
    assert place.verdict == "no-transfer"
    form = await form_of(client, f"/locations/{place.id}/edit", f"/locations/{place.id}/removal")
    assert (await client.post(form.action, data=form.values)).status_code == 303
    assert await Location.count() == 0


async def test_an_agreement_is_added_with_its_points_changed_and_ended(
    organisation: Organisation, as_role: AsRole
) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation)
    client = await as_role("procurement")
    form = await form_of(client, f"/vendors/{vendor}/agreements/new", f"/vendors/{vendor}/agreements")
    wrong = await client.post(
        form.action, data=form.sent(signed_on="2024-05-30", expires_on="2024-01-01", point_a="met")
    )
    page = see(wrong.text)
    assert page.error("expires_on").startswith("The agreement would expire before it was signed.")
    form = page.form(form.action)
    assert form.values["point_a"] == "met"
    long = await client.post(form.action, data=form.sent(expires_on="", clause_a="§" * 81))
    assert see(long.text).texts["e-clauses"].strip().startswith("This is longer than the field can hold.")

    assert (
        await client.post(form.action, data=form.sent(expires_on="", status="signed", clause_a=" § 7.2 "))
    ).status_code == 303
    (row,) = await Agreement.select().output(load_json=True)
    assert (row["status"], row["checklist"], row["clauses"]) == ("signed", {"a": "met"}, {"a": "§ 7.2"})
    action = f"/agreements/{row['id']}"
    form = await form_of(client, f"{action}/edit", action)
    assert form.values["clause_a"] == "§ 7.2"
    await client.post(action, data=form.sent(point_a="", point_b="partly", clause_b="Annex 2"))
    form = await form_of(client, f"{action}/edit", f"{action}/ending")
    await client.post(form.action, data=form.values)
    (row,) = await Agreement.select().output(load_json=True)
    assert (row["status"], row["checklist"]) == ("terminated", {"b": "partly"})
    assert row["clauses"] == {"a": "§ 7.2", "b": "Annex 2"}
    page = (await client.get(f"/vendors/{vendor}")).text
    assert '<span class="sub">Annex 2</span>' in page
    assert (
        "sections of the agreement: <ins>People who handle the data are bound to confidentiality: Annex 2</ins>" in page
    )


async def test_a_finding_is_accepted_until_a_day_with_a_reason_and_opened_again(
    organisation: Organisation, as_role: AsRole
) -> None:
    desk = Desk()
    vendor = await desk.place(organisation, "US", "PRIVACY_SHIELD_EU_US")
    finding = (await desk.view(vendor)).findings[0].id
    action = f"/findings/{finding}/acceptance"
    client = await as_role("privacy")
    form = await form_of(client, action, action)
    for until, sentence in (
        ("2026-11-20", "The last day lies in the past."),
        ("2030-01-01", "Nothing is accepted for ever."),
        ("soon", "This is no date."),
    ):
        page = see((await client.post(action, data=form.sent(until=until, why="The vendor is replaced."))).text)
        assert page.error("until").startswith(sentence)
        assert page.form(action).values == {**form.values, "until": until, "why": "The vendor is replaced."}
    page = see((await client.post(action, data=form.sent(why=""))).text)
    assert page.error("why").startswith("The reason is missing.")
    page = see((await client.post(action, data=form.sent(until="soon", why=" "))).text)
    assert page.error("until").startswith("This is no date.")
    assert page.error("why").startswith("The reason is missing."), "what is wrong is told at once, not one by one"

    await client.post(action, data=form.sent(until="2027-02-01", why="The vendor is replaced."))
    assert "Accepted until 2027-02-01" in (await client.get(f"/vendors/{vendor}")).text
    form = await form_of(client, action, f"{action}/undo")
    await client.post(form.action, data=form.values)
    assert "Accepted until" not in (await client.get(f"/vendors/{vendor}")).text


@pytest.mark.parametrize("missing", ["/engagements/9", "/locations/9", "/agreements/9"])
async def test_what_is_not_there_can_not_be_changed(organisation: Organisation, as_role: AsRole, missing: str) -> None:
    client = await as_role("procurement")
    assert (await client.get(f"{missing}/edit")).status_code == 404
    assert (await client.post(missing, data={})).status_code == 404
