"""Saved views of lists: saved from a list, seen in its menu, removed on a page of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from accounts.actor import Actor
from accounts.errors import DomainError, Invalid
from accounts.i18n import gettext as _
from accounts.roles import Deed, may
from accounts.web import AnyRequest, Page, flash, guard, render, see_other
from register.organisations import list_organisations
from register.pages.forms import TEXT, Form, again, begin, typed
from register.pages.queries import number
from register.pages.shown import kind_of, title_of
from register.pages.words import Options
from register.views import LISTS, View, remove_view, save_view, tidy, views_of

SPEC = {"name": TEXT, "with": TEXT, "list": TEXT, "query": TEXT}


@dataclass(frozen=True)
class ViewForm:
    """What the form of a view shows; `sharing` is empty for who may share nothing."""

    form: Form
    kind: str
    title: str
    query: str
    back: str
    sharing: Options


@dataclass(frozen=True)
class ViewsPage:
    """What the page of all views of a list shows."""

    kind: str
    title: str
    path: str
    views: tuple[View, ...]
    removable: frozenset[int]
    organisations: Mapping[int, str]


@get("/views", guards=[guard(Deed.READ)])
async def views(request: AnyRequest, actor: NamedDependency[Actor]) -> Page:
    """Show the views of a list that the actor made or that are shared with them."""
    kind = kind_of(request.query_params.get("list", ""))
    found = await views_of(kind, actor)
    removable = frozenset(view.id for view in found if view.mine or may(actor, Deed.ADMINISTER, view.organisation))
    names = {int(row["id"]): str(row["name"]) for row in await list_organisations(actor)}
    context = ViewsPage(kind, title_of(request, kind), LISTS[kind], found, removable, names)
    return render(request, "register/views.html", context)


@get("/views/new", guards=[guard(Deed.READ)])
async def new_view(request: AnyRequest, actor: NamedDependency[Actor]) -> Page:
    """Show the form that saves the list as it is shown."""
    kind = kind_of(request.query_params.get("list", ""))
    # As it stands in the address: what the framework has read of it comes in any order.
    query = tidy(request.scope["query_string"].decode("latin-1"))
    return await page(request, kind, query, begin({"name": "", "with": ""}, labels()), actor)


@post("/views", guards=[guard(Deed.READ)])
async def add_view(request: AnyRequest, actor: NamedDependency[Actor], now: NamedDependency[datetime]) -> Page:
    """Save a view, or show the form again."""
    given = await typed(request, SPEC)
    kind, query = kind_of(str(given.values["list"])), tidy(str(given.values["query"]))
    chosen = str(given.values["with"])
    shared = "organisation" if number(chosen) else chosen
    try:
        view = await save_view(kind, str(given.values["name"]), query, shared, number(chosen) or None, actor, now)
    except Invalid as problem:
        named = Invalid({"with" if name == "shared" else name: text for name, text in problem.fields.items()})
        return await page(request, kind, query, again(given, named, SPEC, labels()), actor, 422)
    except DomainError as problem:
        return await page(request, kind, query, again(given, problem, SPEC, labels()), actor, 422)
    flash(request, _("The view “%(name)s” is saved. It stands in the menu of views.", name=view.name))
    return see_other(view.href)


@post("/views/{view:int}/removal", guards=[guard(Deed.READ)])
async def remove(
    request: AnyRequest, view: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Page:
    """Remove a view."""
    kind = await remove_view(view, actor, now)
    flash(request, _("The view is removed. The rows that it showed stay as they are."))
    return see_other(f"/views?list={kind}")


async def page(request: AnyRequest, kind: str, query: str, form: Form, actor: Actor, status: int = 200) -> Page:
    """Return the form as a page."""
    sharing: Options = []
    if may(actor, Deed.EDIT):
        listed = [row for row in await list_organisations(actor) if may(actor, Deed.EDIT, int(row["id"]))]
        everybody = [("everybody", _("Everybody"))] if actor.scope is None else []
        named = [(str(row["id"]), _("Those who see %(name)s", name=row["name"])) for row in listed]
        sharing = [("", _("Nobody: for me alone")), *named, *everybody]
    back = f"{LISTS[kind]}?{query}" if query else LISTS[kind]
    context = ViewForm(form, kind, title_of(request, kind), query, back, sharing)
    return render(request, "register/view_form.html", context, status)


def labels() -> dict[str, str]:
    """Return what the fields are called."""
    return {"name": _("Name of the view"), "with": _("Shared with")}
