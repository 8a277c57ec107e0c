"""One of everything that has a number, in one organisation: what others must not reach, and what texts pass through."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import timedelta

import httpx
from litestar import Litestar

from accounts.actor import Actor
from accounts.roles import Role
from accounts.sessions import devices_of
from accounts.tables import ApiToken, Organisation, User
from accounts.tokens import GRANTED, make_token
from assessments.assessment_tables import Evidence, Template, TemplateVersion
from assessments.evidence import Upload, add_evidence
from assessments.links import make_link as calendar
from assessments.tables import CalendarLink, Mail, OwnerAddress, Review
from assessments.vendor_links import make_link
from register.announced import Change
from register.archive import Archive
from register.documents import keep_document
from register.inputs import VendorInput
from register.merging import merge_vendors
from register.subprocessors import NoticeInput, announce
from register.tables import Condition, Finding, Vendor, VendorMerge
from register.view_tables import BulkChange
from register.views import save_view
from tests.assessments.asked_cast import Office, template
from tests.register.cast import Desk
from tests.register.test_documents import PDF
from tests.support import builders
from tests.support.browsing import browser, sign_in
from tests.support.clock import START

LIST = "Vendor,Purpose,Country,Transfer ground\n{0},{0},USA,{0}\n"
FAR = START.date() + timedelta(days=30)


@dataclass
class World:
    """The numbers of all that there is, by what it is, and who may do everything with it."""

    organisation: Organisation
    person: User
    client: httpx.AsyncClient
    numbers: dict[str, int]
    names: dict[str, str]
    program: str


async def world(app: Litestar, text: str = "Northern Lights", email: str = "administrator@north.example") -> World:
    """Put one of everything into the register, with this text wherever a text may stand."""
    organisation = await builders.organisation(f"North {text}"[:200], "SE")
    person = await builders.user("administrator", organisation, email=email, name=text[:120])
    actor = Actor(person.id, person.email, Role.ADMINISTRATOR, frozenset({int(organisation.id)}))
    client = browser(app)
    await sign_in(client, app, person, START)
    there = await _vendor(app, organisation, actor, text)
    there |= await _own(organisation, person, actor, text, there["vendor"])
    secret = app.state.office.post.secret
    link, token = await make_link(
        there["assessment"], "security@vendor.example", "en", FAR, secret, Office(actor).actor, START
    )
    program = await make_token(text[:120], GRANTED, 30, actor, START)
    there["link"] = link
    there["token"] = (await ApiToken.select(ApiToken.id).first())["id"]
    there["batch"] = await _batch(client, text)
    names = {"question": "about", "section": "one", "token": token}
    return World(organisation, person, client, there, names, program)


async def _vendor(app: Litestar, organisation: Organisation, actor: Actor, text: str) -> dict[str, int]:
    desk, office = Desk(actor), Office(actor)
    archive = Archive(app.state.settings.data / "documents", 20, "")
    vendor = await desk.vendor(
        organisation,
        text,
        country="US",
        legal_name=text,
        aliases=[text],
        contact=text,
        notes=text,
        owner=text[:120],
        parent_name=text,
        tags=[re.sub("[,;|]", "", text)[:30].strip()],
        registration_number=text[:60],
    )
    words = dict.fromkeys(("service", "purposes", "data_subjects", "data_categories", "retention", "owner"), text)
    engagement = await desk.engagement(vendor, organisation, **words)
    place = await desk.location(engagement, "US", ground_text=text, place=text, recipient=text, activity=text[:120])
    # Where the DPA is missing there is a finding.
    agreement = await desk.agreement(vendor, organisation, status="expired", text=text)
    document = await keep_document(
        PDF,
        archive=archive,
        name=f"{text}.pdf",
        organisation=int(organisation.id),
        vendor=vendor,
        kind="dpa",
        expires_on=None,
        actor=actor,
        now=START,
    )
    version = await template("guarantees", "own-north", int(organisation.id))
    assessment = await office.start(organisation, vendor, version, engagement=engagement, owner=text[:120])
    await office.answer(assessment, about=text)
    await _draft()
    await add_evidence(assessment, "proof", Upload(f"{text}.pdf", PDF + b"\n", archive), actor, START)
    notice = await announce(
        NoticeInput.model_validate(
            {
                "vendor": vendor,
                "organisation": organisation.id,
                "received_on": START.date(),
                "note": text,
                "source": text,
            }
        ),
        [Change(kind="added", name=text, service=text, purpose=text, ground_text=text)],
        **desk.how,
    )
    going = await desk.vendor(organisation, "Another", notes=text)
    await desk.engagement(going, organisation)
    versions = tuple(
        [(await Vendor.select(Vendor.version).where(Vendor.id == one).first())["version"] for one in (vendor, going)]
    )
    keep = dict.fromkeys(VendorInput.model_fields, "kept")
    await merge_vendors(vendor, going, keep, versions, text, **desk.how)
    condition = await builders.save(
        Condition(organisation=organisation.id, vendor=vendor, text=text, owner=text[:120], due=FAR, created_at=START)
    )
    review = await builders.save(Review(engagement=engagement, due=FAR, owner=text[:120], created_at=START))
    finding = await Finding.select(Finding.id).where(Finding.vendor == vendor).order_by(Finding.id).first()
    return {
        "vendor": vendor,
        "engagement": engagement,
        "location": place,
        "agreement": agreement,
        "document": document,
        "assessment": assessment,
        "evidence": (await Evidence.select(Evidence.id).first())["id"],
        "template": (await Template.select(Template.id).where(Template.key == "own-north").first())["id"],
        "version": 1,
        "notice": notice,
        "merge": (await VendorMerge.select(VendorMerge.id).first())["id"],
        "condition": condition.id,
        "review": review.id,
        "finding": finding["id"],
    }


async def _draft() -> None:
    """Begin another version of the questionnaire that was saved last."""
    row = await TemplateVersion.select().order_by(TemplateVersion.id, ascending=False).first()
    changed = {"id": None, "number": 2, "digest": "", "published_at": None}
    await builders.save(TemplateVersion(**{name: value for name, value in {**row, **changed}.items() if name != "id"}))


async def _own(organisation: Organisation, person: User, actor: Actor, text: str, vendor: int) -> dict[str, int]:
    await calendar(None, actor, START)
    view = await save_view("vendors", text[:80], "q=x", "organisation", int(organisation.id), actor, START)
    mail = await builders.save(
        Mail(
            key="k",
            kind="digest",
            recipient=person.email,
            day=START.date(),
            state="failed",
            next_try=START,
            subject=text[:300],
            problem=text,
            created_at=START,
        )
    )
    address = await builders.save(
        OwnerAddress(organisation=organisation.id, owner=text[:120], owner_key="it", email="it@north.example")
    )
    was, became = {"owner": "", "search": ""}, {"owner": text[:120], "search": ""}
    step = {"table": "vendor", "id": vendor, "version": 1, "vendor": vendor, "organisation": None, "name": text}
    steps = json.dumps([{**step, "before": was, "after": became}])
    change = await builders.save(
        BulkChange(
            kind="vendors",
            field="owner",
            value=text[:120],
            rows=1,
            changes=steps,
            organisations=f"|{organisation.id}|",
            made_by=person.id,
            made_label=person.email,
            made_at=START,
        )
    )
    devices = await devices_of(person.id, START)
    return {
        "view": view.id,
        "mail": mail.id,
        "address": address.id,
        "change": change.id,
        "session": devices[0].id,
        "person": person.id,
        "organisation": int(organisation.id),
        "calendar": (await CalendarLink.select(CalendarLink.id).first())["id"],
    }


async def _batch(client: httpx.AsyncClient, text: str) -> int:
    cell = '"' + text.replace('"', '""') + '"'
    files = {"file": ("vendors.csv", LIST.format(cell).encode(), "text/csv")}
    made = await client.post("/imports", files=files, data={})
    assert made.status_code == 303, made.text
    found = re.search(r"/imports/(\d+)", made.headers["location"])
    assert found is not None
    return int(found[1])
