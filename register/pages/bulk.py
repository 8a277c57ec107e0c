"""Change the rows of a list that were picked, or all that match: choose, see what it would do, do it, take it back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from urllib.parse import parse_qsl, urlencode

from litestar import get, post
from litestar.datastructures import FormMultiDict, MultiDict
from litestar.di import NamedDependency
from litestar.params import FromPath

from accounts.actor import SYSTEM, Actor
from accounts.errors import Conflict, Invalid
from accounts.i18n import gettext as _
from accounts.i18n import ngettext
from accounts.roles import Deed
from accounts.web import AnyRequest, Page, flash, guard, render, see_other
from law.store import Law
from register import listing, lists, sentences, words
from register.bulk import Done, Overtaken, change_rows, find_change, undo_change
from register.bulk_plan import FIELDS, Pair, Plan, Wish, checked, plan
from register.pages.bulk_words import labels, said, value_of
from register.pages.queries import address, list_query, number, vendor_query
from register.pages.shown import kind_of, shown_list, title_of
from register.pages.words import Options, options
from register.views import LISTS

SHOWN = 50
MOST = 20_000
Keep = Callable[[date, datetime, Law, Actor, Collection[int]], Awaitable[object]]
OWN = frozenset({"pick", "list", "all", "field", "digest", "page"})


@dataclass(frozen=True)
class Change:
    """One row of the preview: who, and from what to what."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class BulkPage:
    """What the pages show: the choice at first, then what it would do."""

    kind: str
    title: str
    picked: int
    lead: str
    fields: tuple[tuple[str, str], ...]
    chosen: str
    values: Mapping[str, str]
    errors: Mapping[str, str]
    labels: Mapping[str, str]
    tiers: Options
    states: Options
    hidden: tuple[tuple[str, str], ...]
    back: str
    said: str = ""
    rows: int = 0
    digest: str = ""
    changes: tuple[Change, ...] = ()
    more: int = 0
    left: tuple[tuple[str, int], ...] = ()
    left_names: tuple[tuple[str, str], ...] = ()
    overtaken: str = ""
    again: str = ""


@dataclass(frozen=True)
class DonePage:
    """What was done, and the way to take it back."""

    done: Done
    title: str
    said: str
    changes: tuple[Change, ...]
    more: int
    back: str
    problem: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


@get("/bulk", guards=[guard(Deed.EDIT)])
async def choose(request: AnyRequest, actor: NamedDependency[Actor], today: NamedDependency[date]) -> Page:
    """Show what can be changed of the picked rows or, where that is chosen, what it would do."""
    given = request.query_params
    kind = editable(given.get("list", ""))
    picked = await picked_rows(request, kind, given, actor)
    base = page_of(request, kind, picked, given)
    if not picked or "field" not in given:
        return render(request, "register/bulk.html", base)
    try:
        wish = wish_of(kind, given, today)
    except Invalid as problem:
        wrong = {name: _(sentence) for name, sentence in problem.fields.items()}
        return render(request, "register/bulk.html", page_of(request, kind, picked, given, wrong), 422)
    made = await plan(wish, picked, actor)
    return render(request, "register/bulk_preview.html", preview(base, made))


@post("/bulk", guards=[guard(Deed.EDIT)])
async def do(
    request: AnyRequest,
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    law: NamedDependency[Law],
) -> Page:
    """Do what was shown; where somebody was faster, show what it would do now."""
    sent = await request.form()
    kind = editable(str(sent.get("list", "")))
    picked = await picked_rows(request, kind, sent, actor)
    wish = wish_of(kind, sent, today)
    try:
        done = await change_rows(wish, picked, str(sent.get("digest", "")), actor, now, today, law)
    except Overtaken as problem:
        base = page_of(request, kind, picked, sent)
        page = preview(base, problem.plan, _(sentences.BULK_OVERTAKEN))
        return render(request, "register/bulk_preview.html", page, 409)
    await follow(request, done, actor, now, today, law)
    flash(request, _("Done. It can be taken back on this page."))
    return see_other(f"/bulk/{done}")


@get("/bulk/{change:int}", guards=[guard(Deed.READ)])
async def done_page(request: AnyRequest, change: FromPath[int], actor: NamedDependency[Actor]) -> Page:
    """Show a change of many rows as it was done."""
    return render(request, "register/bulk_done.html", told(request, await find_change(change, actor)))


@post("/bulk/{change:int}/undo", guards=[guard(Deed.EDIT)])
async def undo(
    request: AnyRequest,
    change: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
    law: NamedDependency[Law],
) -> Page:
    """Take a change back, or say which later changes stand in the way."""
    try:
        await undo_change(change, actor, now, today, law)
    except Conflict as problem:
        page = told(request, await find_change(change, actor), _(str(problem)))
        return render(request, "register/bulk_done.html", page, 409)
    await follow(request, change, actor, now, today, law)
    flash(request, _("The change is taken back: all rows stand as before."))
    return see_other(f"/bulk/{change}")


async def follow(request: AnyRequest, change: int, actor: Actor, now: datetime, today: date, law: Law) -> None:
    """Bring in step what other packages keep of the changed rows, as their nightly work would."""
    keep: Keep = request.app.state.keep_in_step
    done = await find_change(change, actor)
    if done.field in {"next_review", "tier", "status"}:
        await keep(today, now, law, SYSTEM, {int(step["vendor"]) for step in done.steps})


def editable(text: str) -> str:
    """Return the list whose rows can be changed; raise `accounts.errors.NotFound` for any other."""
    kind = kind_of(text)
    return kind if kind in FIELDS else kind_of("")


async def picked_rows(
    request: AnyRequest, kind: str, given: MultiDict[str] | FormMultiDict, actor: Actor
) -> Sequence[Pair] | Sequence[int]:
    """Return the rows that were picked: by their boxes, or all that the list shows."""
    if given.get("all"):
        # A form carries the state of the list on in one field, an address as it stands.
        state = MultiDict(parse_qsl(str(given.get("state", "")))) if "state" in given else request.query_params
        if kind == "vendors":
            return (await lists.vendor_numbers(vendor_query(request, state), actor))[:MOST]
        shown = shown_list(request, kind)
        query = list_query(request, shown.kind, state)
        return (await listing.numbers_of(shown.kind, query, actor, shown.picked_sql))[:MOST]
    boxes = [str(one) for one in given.getall("pick", [])]
    if kind == "vendors":
        pairs = [tuple(number(part) for part in box.split(".")) for box in boxes]
        return [(pair[0], pair[1]) for pair in pairs if len(pair) == 2 and all(pair)]
    return [number(box) for box in boxes if number(box)]


def wish_of(kind: str, given: MultiDict[str] | FormMultiDict, today: date) -> Wish:
    """Return what is to be changed; raise `accounts.errors.Invalid` for what cannot be."""
    chosen = str(given.get("field", ""))
    return checked(kind, chosen, str(given.get(f"v-{chosen}", "")), today)


def page_of(
    request: AnyRequest,
    kind: str,
    picked: Sequence[object],
    given: MultiDict[str] | FormMultiDict,
    errors: Mapping[str, str] | None = None,
) -> BulkPage:
    """Return the page on which somebody chooses what to change."""
    kept = state_of(given)
    boxes = [("all", "yes")] if given.get("all") else [("pick", str(one)) for one in given.getall("pick", [])]
    hidden = (("list", kind), *boxes, ("state", kept))
    offered = tuple((name, labels()[name]) for name in FIELDS[kind])
    return BulkPage(
        kind=kind,
        title=title_of(request, kind),
        picked=len(picked),
        lead=ngettext("%(num)s row is selected.", "%(num)s rows are selected.", len(picked)),
        fields=offered,
        chosen=str(given.get("field", "")),
        values={name: str(given.get(f"v-{name}", "")) for name in FIELDS[kind]},
        errors=errors or {},
        labels=labels(),
        tiers=options(words.TIERS),
        states=options(words.STATUS),
        hidden=hidden,
        back=f"{LISTS[kind]}?{kept}" if kept else LISTS[kind],
    )


def state_of(given: MultiDict[str] | FormMultiDict) -> str:
    """Return the state of the list from which rows were picked, as an address holds it."""
    kept = {
        name: str(value)
        for name, value in given.multi_items()
        if name not in OWN and not name.startswith(("v-", "_")) and name != "state"
    }
    return str(given.get("state", "")) or address("", kept).removeprefix("?")


def preview(base: BulkPage, made: Plan, overtaken: str = "") -> BulkPage:
    """Return the page that shows what it would do."""
    changes = tuple(change_of(made.wish.field, step.name, step.before, step.after) for step in made.steps)
    chosen = (("field", made.wish.field), (f"v-{made.wish.field}", made.wish.value))
    reasons = tuple((_(why), count) for why, count in made.reasons())
    values = {
        **base.__dict__,
        "said": said(made.wish.field, made.wish.value),
        "rows": made.rows,
        "digest": made.digest,
        "changes": changes[:SHOWN],
        "more": max(0, len(changes) - SHOWN),
        "left": reasons,
        "left_names": tuple((name, _(why)) for name, why in made.left[:SHOWN]),
        "hidden": (*base.hidden, *chosen),
        "overtaken": overtaken,
        "again": f"/bulk?{urlencode(base.hidden)}",
    }
    return BulkPage(**values)


def told(request: AnyRequest, done: Done, problem: str = "") -> DonePage:
    """Return a change that was done, in words."""
    changes = [change_of(done.field, step["name"], step["before"], step["after"]) for step in done.steps]
    return DonePage(
        done,
        title_of(request, done.kind),
        said(done.field, done.value),
        tuple(changes[:SHOWN]),
        max(0, len(changes) - SHOWN),
        LISTS[done.kind],
        problem,
    )


def change_of(name: str, who: str, before: Mapping[str, object], after: Mapping[str, object]) -> Change:
    """Return one row of a change, in words."""
    column = "tags" if name in {"tag", "untag"} else name
    return Change(who, value_of(column, before.get(column)), value_of(column, after.get(column)))
