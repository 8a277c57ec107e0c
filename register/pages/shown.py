"""The lists that this house has: what each is made of, its cells, how it is counted, and by what rows are changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from accounts.errors import NotFound
from accounts.i18n import gettext as _
from accounts.i18n import ngettext
from accounts.web import AnyRequest
from register.change import GONE
from register.list_kinds import AGREEMENTS, ENGAGEMENTS, FINDINGS, LOCATIONS
from register.list_parts import Kind
from register.pages import list_cells
from register.pages.list_cells import Cells
from register.views import LISTS


@dataclass(frozen=True)
class ShownList:
    """A list as its page shows it; `picked` is the column by which rows are changed, empty where none can be."""

    kind: Kind
    cells: Cells
    counted: Callable[[int], str]
    picked: str = ""
    picked_sql: str = ""
    tabs: str = "register/list_tabs.html"


SHOWN = (
    ShownList(
        ENGAGEMENTS,
        list_cells.ENGAGEMENTS,
        lambda number: ngettext("%(num)s engagement.", "%(num)s engagements.", number),
        picked="id",
        picked_sql="e.id",
    ),
    ShownList(
        LOCATIONS,
        list_cells.LOCATIONS,
        lambda number: ngettext("%(num)s location.", "%(num)s locations.", number),
    ),
    ShownList(
        AGREEMENTS,
        list_cells.AGREEMENTS,
        lambda number: ngettext("%(num)s agreement.", "%(num)s agreements.", number),
    ),
    ShownList(
        FINDINGS,
        list_cells.FINDINGS,
        lambda number: ngettext("%(num)s finding.", "%(num)s findings.", number),
        tabs="",
    ),
)


def shown_list(request: AnyRequest, name: str) -> ShownList:
    """Return a list by its name; raise `accounts.errors.NotFound` for one that is not there."""
    known: Mapping[str, ShownList] = request.app.state.lists
    if name not in known:
        raise NotFound(GONE)
    return known[name]


def title_of(request: AnyRequest, name: str) -> str:
    """Return what a list is called; raise `accounts.errors.NotFound` for one that is not there."""
    return _("Vendors") if name == "vendors" else _(shown_list(request, name).kind.title)


def kind_of(text: str) -> str:
    """Return the list that is asked for; raise `accounts.errors.NotFound` for one that is not there."""
    if text not in LISTS:
        raise NotFound(GONE)
    return text
