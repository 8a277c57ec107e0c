"""Saved views: a list as somebody wants to see it again, for themselves or for others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from accounts.actor import Actor
from accounts.audit import record
from accounts.database import transaction
from accounts.errors import Forbidden, Invalid, NotFound
from accounts.events import Event
from accounts.roles import Deed, demand, may
from register import sentences
from register.change import GONE
from register.sql import Where, fetch_all
from register.view_tables import SavedView

# Each list that can be kept as a view, and its address.
LISTS = {
    **{name: f"/{name}" for name in ("vendors", "engagements", "locations", "agreements", "findings", "assessments")},
    "reviews": "/reviews/all",
}
LONGEST_NAME = 80
LONGEST_QUERY = 2_000
MOST = 50


@dataclass(frozen=True, slots=True)
class View:
    """A saved view: its own or shared (`organisation` None: with everybody)."""

    id: int
    kind: str
    name: str
    query: str
    mine: bool
    shared: str
    organisation: int | None

    @property
    def href(self) -> str:
        """Return where it is seen."""
        return f"{LISTS[self.kind]}?{self.query}" if self.query else LISTS[self.kind]


async def views_of(kind: str, actor: Actor) -> tuple[View, ...]:
    """Return the views of a list that the actor made, and those shared with them, by name."""
    where = Where()
    where.add("kind = {}", kind)
    shared = "shared = 'everybody'"
    if actor.scope is None:
        shared += " OR shared = 'organisation'"
    elif actor.scope:
        inside = ", ".join(str(int(one)) for one in sorted(actor.scope))
        shared += f" OR (shared = 'organisation' AND organisation IN ({inside}))"
    where.add(f"(owner = {{}} OR {shared})", actor.id or 0)
    rows = await fetch_all(
        f"SELECT id, kind, name, query, owner, shared, organisation FROM saved_view{where} ORDER BY name, id"
        f" LIMIT {2 * MOST}",
        where.values,
    )
    return tuple(
        View(
            row["id"],
            row["kind"],
            row["name"],
            row["query"],
            row["owner"] == actor.id and actor.id is not None,
            row["shared"],
            row["organisation"],
        )
        for row in rows
    )


async def save_view(
    kind: str, name: str, query: str, shared: str, organisation: int | None, actor: Actor, now: datetime
) -> View:
    """Save a view under a name; one of the actor's own of the same name is replaced.

    `shared` is empty, `organisation` or `everybody`; sharing needs the right to edit there. Raises
    `accounts.errors.Invalid` for a name that is missing or too long, and `Forbidden` for sharing without the right.
    """
    demand(actor, Deed.READ)
    name = " ".join(name.split())
    wrong = {}
    if not name:
        wrong["name"] = sentences.VIEW_NAME
    elif len(name) > LONGEST_NAME:
        wrong["name"] = sentences.TOO_LONG
    if shared not in {"", "organisation", "everybody"} or kind not in LISTS:
        wrong["shared"] = sentences.NO_CHOICE
    if shared == "organisation" and organisation is None:
        wrong["shared"] = sentences.NO_ORGANISATION
    if wrong:
        raise Invalid(wrong)
    _may_share(shared, organisation, actor)
    query = tidy(query)
    async with transaction():
        same = [view for view in await views_of(kind, actor) if view.mine and view.name == name]
        for view in same:
            await SavedView.delete().where(SavedView.id == view.id)
        if sum(view.mine for view in await views_of(kind, actor)) >= MOST:
            raise Invalid({"name": sentences.VIEWS_FULL})
        row = SavedView(
            kind=kind,
            name=name,
            query=query,
            owner=actor.id,
            shared=shared,
            organisation=organisation if shared == "organisation" else None,
            created_at=now,
        )
        await row.save()
        number = int(row.id)
        await record(
            Event.VIEW_SAVED,
            actor,
            now,
            subject=("view", number),
            organisation_id=row.organisation,
            after={"list": kind, "name": name, "shared": shared or "nobody"},
        )
    return View(number, kind, name, query, mine=True, shared=shared, organisation=organisation)


async def remove_view(number: int, actor: Actor, now: datetime) -> str:
    """Remove a view and return of which list it was: one's own, or a shared one by whoever may administer there.

    Raises `accounts.errors.NotFound` for a view that the actor does not see, `Forbidden` for somebody else's.
    """
    async with transaction():
        rows = await SavedView.select(SavedView.kind).where(SavedView.id == number)
        kind = rows[0]["kind"] if rows else ""
        view = next((one for one in await views_of(kind, actor) if one.id == number), None)
        if view is None:
            raise NotFound(GONE)
        if not view.mine:
            demand(actor, Deed.ADMINISTER, view.organisation)
        await SavedView.delete().where(SavedView.id == number)
        await record(
            Event.VIEW_REMOVED,
            actor,
            now,
            subject=("view", number),
            organisation_id=view.organisation,
            before={"list": kind, "name": view.name},
        )
    return kind


def tidy(query: str) -> str:
    """Return the parameters of an address that a view keeps: without the page, and never too long."""
    kept = [(name, value) for name, value in parse_qsl(query[:LONGEST_QUERY]) if name not in {"page", "pick", "list"}]
    return urlencode(kept)[:LONGEST_QUERY]


def _may_share(shared: str, organisation: int | None, actor: Actor) -> None:
    if not shared:
        return
    if shared == "everybody" and actor.scope is not None:
        raise Forbidden(sentences.SHARE_EVERYWHERE)
    if not may(actor, Deed.EDIT, organisation):
        demand(actor, Deed.EDIT, organisation)
