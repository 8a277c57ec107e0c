"""What the pages of the import show."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from accounts.actor import Actor
from accounts.events import N_
from accounts.i18n import figure, ngettext
from accounts.i18n import gettext as _
from accounts.moments import local_day
from accounts.roles import Deed, may, narrowed
from accounts.tables import Organisation
from accounts.web import AnyRequest
from imports.batches import batch_in_scope
from imports.matching_page import how_sure
from imports.page_model import BatchRow, Count, ListPage, Matched, NewPage, ReviewPage, Tab
from imports.page_words import ACTIONS, FIELDS, LATER, STATES, size_word
from imports.raw_columns import Columns
from imports.reader_words import say
from imports.review import view_rows
from imports.row_forms import form_of
from imports.row_pages import PROBLEMS, SIZE, rows_of
from imports.undo import Later
from imports.vendor_names import name_of
from law.store import Law
from register.organisations import list_organisations
from register.pages.queries import number, pager
from register.rows import OrganisationRow
from register.sql import fetch_all, fetch_number, numbers

KINDS = ("create", "update", "unchanged", "needs-you", "skip")
BARS = {"create": "new", "update": "chg", "unchanged": "same", "needs-you": "need", "skip": "skp"}
QUIET = {
    "create": N_("will be added"),
    "update": N_("will be updated"),
    "unchanged": N_("nothing to write"),
    "needs-you": N_("held back until answered"),
    "skip": N_("no vendor in the row"),
}
QUIET_DONE = {
    "create": N_("were added"),
    "update": N_("were updated"),
    "unchanged": N_("nothing was written"),
    "needs-you": N_("held back, nothing written"),
    "skip": N_("no vendor in the row"),
}


async def list_page(actor: Actor, page: str | None) -> ListPage:
    """Return one page of the imports that the actor may see."""
    scope = "" if actor.scope is None else f" WHERE b.organisation IN ({numbers(actor.scope)})"
    total = await fetch_number(f"SELECT count(*) AS n FROM import_batch b{scope}")  # noqa: S608 - integers
    pages = max(1, -(-total // SIZE))
    current = min(max(1, number(page)), pages)
    sql = (
        "SELECT b.id, b.file_name, b.state, b.counts, b.created_at, o.name AS organisation FROM import_batch b"  # noqa: S608
        f" JOIN organisation o ON o.id = b.organisation{scope} ORDER BY b.id DESC LIMIT {{}} OFFSET {{}}"
    )
    rows = tuple(
        BatchRow(
            row["id"],
            row["file_name"],
            row["organisation"],
            row["state"],
            _(STATES[row["state"]]),
            row["created_at"],
            json.loads(row["counts"]),
        )
        for row in await fetch_all(sql, [SIZE, (current - 1) * SIZE])
    )
    return ListPage(rows, pager("/imports", {}, current, pages), may(actor, Deed.IMPORT))


async def new_page(
    request: AnyRequest,
    actor: Actor,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> NewPage:
    """Return the form, with what was chosen and what was wrong with it."""
    ours = tuple((str(row["id"]), row["name"]) for row in await list_organisations(narrowed(actor, Deed.IMPORT)))
    return NewPage(
        organisations=ours,
        values=values or {},
        errors=errors or {},
        labels={"file": _("File"), "organisation": _("Organisation")},
        most=request.app.state.settings.upload_megabytes,
        may_administer=may(actor, Deed.ADMINISTER),
    )


async def review_page(
    batch: int,
    actor: Actor,
    asked: Mapping[str, str],
    *,
    law: Law,
    today: date,
    later: Sequence[Later] = (),
    told: str = "",
    asked_for: bool = False,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> ReviewPage:
    """Return an import with one page of its rows."""
    row = await batch_in_scope(batch, actor)
    counts = json.loads(row["counts"]) or dict.fromkeys((*KINDS, PROBLEMS), 0)
    layout = json.loads(row["layout"])
    organisation = await Organisation.select().where(Organisation.id == row["organisation"]).first()
    assert organisation is not None
    show = asked.get("show", "") if asked.get("show") in {*KINDS, PROBLEMS} else ""
    total = counts.get(show, sum(counts[kind] for kind in KINDS)) if show else sum(counts[kind] for kind in KINDS)
    pages = max(1, -(-total // SIZE))
    page = min(max(1, number(asked.get("page"))), pages)
    stored = await rows_of(batch, show, page) if row["state"] != "left" else []
    whose = OrganisationRow(
        id=organisation["id"],
        name=organisation["name"],
        country=organisation["country"],
        regimes=organisation["regimes"],
        promises=[],
    )
    done = row["state"] != "planned"
    path = f"/imports/{batch}"
    first = (page - 1) * SIZE + 1
    return ReviewPage(
        batch=batch,
        file_name=row["file_name"],
        state=row["state"],
        state_word=_(STATES[row["state"]]),
        organisation=organisation["name"],
        heading=_(HEADINGS[row["state"]]),
        lead=_lead(row, counts, organisation["name"]),
        counts=_counts(counts, done=done),
        total=sum(counts[kind] for kind in KINDS),
        bar_label=", ".join(f"{counts[kind]} {_(ACTIONS[kind]).lower()}" for kind in KINDS),
        tabs=_tabs(path, counts, show, done=done),
        show=show,
        page=page,
        correcting=await form_of(batch, asked["correct"], typed, errors) if asked.get("correct") and not done else None,
        rows=await view_rows(
            stored, Columns(layout.get("tables", ())), whose, acts_as=organisation["acts_as"], law=law, on=today
        ),
        pages=pager(path, {"show": show} if show else {}, page, pages),
        span=_(
            "%(first)s to %(last)s of %(total)s rows",
            first=figure(first),
            last=figure(first + len(stored) - 1),
            total=figure(total),
        ),
        problems=tuple(_told(problem) for problem in json.loads(row["problems"])),
        duplicates=tuple(_apart(layout.get("duplicates", ()))),
        matched=tuple(_matched(table) for table in layout.get("tables", ())),
        button=_button(counts),
        waiting=_waiting(counts),
        unread=_unread(counts, done=done),
        bare=not any(counts[kind] for kind in KINDS if kind != "skip"),
        file=size_word(row["size"]),
        digest=row["digest"],
        expected_held=counts["needs-you"],
        expected={name: counts[name] for name in ("create", "update")},
        may_import=may(actor, Deed.IMPORT, row["organisation"]),
        later=tuple((one.vendor_id, one.vendor, _(LATER[one.what])) for one in later),
        told=_(told) if told else "",
        look="info" if asked_for else "invalid",
        notes=tuple(layout.get("notes") or ()),
    )


HEADINGS = {
    "planned": N_("Check what will change"),
    "committed": N_("What this import did"),
    "left": N_("This import was left"),
    "undone": N_("This import was undone"),
}


def _lead(row: Mapping[str, Any], counts: Mapping[str, int], organisation: str) -> str:
    total = sum(counts[kind] for kind in KINDS)
    size = ngettext("%(num)s row", "%(num)s rows", total)
    if row["state"] == "planned":
        return _("%(size)s for %(organisation)s. Nothing is saved yet.", size=size, organisation=organisation)
    if row["state"] == "committed":
        day = local_day(row["committed_at"]).isoformat()
        return _("%(size)s for %(organisation)s, imported on %(day)s.", size=size, organisation=organisation, day=day)
    if row["state"] == "undone":
        return _("The register of %(organisation)s is as it was before it.", organisation=organisation)
    return _("Nothing in the register of %(organisation)s was changed.", organisation=organisation)


def _counts(counts: Mapping[str, int], *, done: bool) -> tuple[Count, ...]:
    found: list[Count] = []
    x = 0
    for kind in KINDS:
        quiet = _((QUIET_DONE if done else QUIET)[kind])
        if kind == "create" and 0 < (new := counts.get("vendors_new", 0)) < counts[kind]:
            quiet = ngettext("rows, for %(num)s new vendor", "rows, for %(num)s new vendors", new)
        found.append(Count(kind, BARS[kind], counts[kind], _(ACTIONS[kind]), quiet, x))
        x += counts[kind]
    return tuple(found)


def _tabs(path: str, counts: Mapping[str, int], show: str, *, done: bool) -> tuple[Tab, ...]:
    total = sum(counts[kind] for kind in KINDS)
    tabs = [Tab(f"{path}#rows", _("All rows") if done else _("All, needs you first"), total, current=not show)]
    order = ("needs-you", PROBLEMS, "create", "update", "unchanged", "skip")
    words = {**ACTIONS, PROBLEMS: N_("Not all read")}
    tabs += [
        Tab(f"{path}?show={kind}#rows", _(words[kind]), counts[kind], current=show == kind)
        for kind in order
        if counts.get(kind) or show == kind
    ]
    return tuple(tabs)


def _apart(duplicates: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield the names that may be one vendor and were kept apart, with their rows."""
    for one in duplicates:
        names = list(dict.fromkeys(one["names"]))
        if not all(name_of(name).is_surely(name_of(names[0])) for name in names):
            yield ", ".join(names), ", ".join(str(place["row"]) for place in one["rows"])


def _matched(table: Mapping[str, Any]) -> Matched:
    columns = tuple(
        (
            column["letter"],
            column["header"],
            _(FIELDS.get(column["field"], column["field"])) if column["field"] else _("Kept as a note"),
            ", ".join(column["samples"][:3]),
            *how_sure(column),
        )
        for column in table["columns"]
    )
    span = _("rows %(first)s to %(last)s", first=table["first_row"], last=table["last_row"])
    return Matched(table["sheet"], span, columns)


def _told(problem: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a problem outside the rows in the language of the page; what was found in a cell is no word of ours."""
    words = ("expected", "suggestion") if problem["column"] else ("found", "expected", "suggestion")
    return {**problem, **{name: say(problem[name]) for name in words if problem[name]}}


def _button(counts: Mapping[str, int]) -> str:
    """Return what the button does, with the exact numbers; nothing where there is nothing to write."""
    new, changed = counts.get("vendors_new", 0), counts.get("vendors_changed", 0)
    if new and changed:
        return _("Add %(new)s and update %(changed)s vendors", new=new, changed=changed)
    if new:
        return ngettext("Add %(num)s vendor", "Add %(num)s vendors", new)
    if changed:
        return ngettext("Update %(num)s vendor", "Update %(num)s vendors", changed)
    return ""


def _waiting(counts: Mapping[str, int]) -> str:
    held = counts["needs-you"]
    if not held:
        return ""
    return ngettext(
        "%(num)s row is held back until you answer it.", "%(num)s rows are held back until you answer them.", held
    )


def _unread(counts: Mapping[str, int], *, done: bool) -> str:
    """Return what becomes of the cells that could not be read for certain and that nobody has answered."""
    rows = counts.get(PROBLEMS, 0)
    if not rows:
        return ""
    if done:
        return ngettext(
            "In %(num)s row a cell could not be read for certain; its value was left empty.",
            "In %(num)s rows a cell could not be read for certain; its value was left empty.",
            rows,
        )
    return ngettext(
        "In %(num)s row a cell cannot be read for certain. Its value is left empty unless you say what it is.",
        "In %(num)s rows a cell cannot be read for certain. Its value is left empty unless you say what it is.",
        rows,
    )
