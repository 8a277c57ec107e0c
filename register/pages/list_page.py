"""What the page of any list shows: its head, chips, menus, rows and pages, all with the state in their addresses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from accounts.i18n import gettext as _
from accounts.i18n import stretch
from accounts.web import AnyRequest, Page, fragment, render
from register.list_parts import Column
from register.lists import Page as Found
from register.pages.cells import Head, Line, markup_of
from register.pages.filters import Filter
from register.pages.queries import AskedDay, PageLink, address, pager, wants_part

NO_DAY = AskedDay("", None)


@dataclass(frozen=True)
class Offered:
    """A column that can be chosen."""

    key: str
    label: str
    shown: bool
    always: bool


@dataclass(frozen=True)
class ListPage:
    """What a list shows; `rows` are made already, `hidden` is the state for its forms."""

    kind: str
    path: str
    title: str
    part: bool
    empty: bool
    none_yet: str
    why_none: str
    filtered: bool
    q: str
    placeholder: str
    asked: AskedDay | None
    today_href: str
    lead: str
    tabs: str
    caption: str
    nothing: str
    span: str
    rows: tuple[Markup, ...]
    heads: tuple[Head, ...]
    usual: bool
    picks: bool
    hidden: tuple[tuple[str, str], ...]
    all_href: str
    total: int
    chips: Markup
    tools: Markup
    pages: tuple[PageLink, ...]
    before: str
    after: str
    export: str
    without_search: str
    only_search: str
    may_edit: bool
    may_import: bool
    may_export: bool


def heads_of(
    columns: Iterable[Column], path: str, now: Mapping[str, str], sort: str, usual: str, *, descending: bool
) -> tuple[Head, ...]:
    """Return the heads of the columns, each sortable one with the address of its sort."""
    made = []
    for column in columns:
        if not column.sort:
            made.append(Head(column.key, _(column.label)))
            continue
        current = sort == column.key
        turned = "descending" if current and not descending else ""
        href = address(path, now, sort="" if column.key == usual else column.key, order=turned)
        said = ("descending" if descending else "ascending") if current else ""
        made.append(Head(column.key, _(column.label), href, said))
    return tuple(made)


def offered_columns(columns: Sequence[Column], shown: Iterable[str]) -> tuple[Offered, ...]:
    """Return the columns with whether each is shown; the first always is."""
    on = set(shown)
    return tuple(
        Offered(column.key, _(column.label), column.key in on, not place) for place, column in enumerate(columns)
    )


def chips_of(
    request: AnyRequest,
    path: str,
    filters: Iterable[Filter],
    now: Mapping[str, str],
    *,
    filtered: bool,
    part: bool,
) -> Markup:
    """Return the filters of a list as chips, with the state that its search form carries on."""
    return fragment(
        request,
        "parts/chips.html",
        filters=tuple(filters),
        hidden=tuple((name, value) for name, value in now.items() if name not in {"q", "as_of"}),
        filtered=filtered,
        path=path,
        part=part,
    )


def tools_of(
    request: AnyRequest,
    kind: str,
    path: str,
    now: Mapping[str, str],
    columns: tuple[Offered, ...],
    views: Sequence[Any],
    *,
    usual: bool,
    part: bool,
    export: bool,
    whole: bool,
) -> Markup:
    """Return the menus above a list: saved views, columns, export of this view."""
    return fragment(
        request,
        "register/list_tools.html",
        kind=kind,
        path=path,
        state=address("", now).removeprefix("?"),
        hidden=tuple((name, value) for name, value in now.items() if name != "columns"),
        columns=columns,
        usual=usual,
        usual_href=address(path, now, columns=""),
        views=views,
        part=part,
        export=export,
        whole=whole,
    )


def page_of(
    request: AnyRequest,
    found: Found[Any],
    lines: Sequence[Line],
    heads: tuple[Head, ...],
    now: Mapping[str, str],
    **more: Any,
) -> ListPage:
    """Return a list as a page; `more` are the fields that differ from list to list."""
    path, picks = more["path"], more["picks"]
    first = (found.page - 1) * found.size + 1
    span = stretch(first, first + len(found.rows) - 1, found.total)
    fields: dict[str, Any] = {
        "part": wants_part(request),
        "span": span,
        "caption": f"{more['title']}: {span}",
        "rows": markup_of(request, lines, heads, pick=picks),
        "heads": heads,
        "hidden": tuple(now.items()),
        "all_href": address("/bulk", {"list": more["kind"], **now, "all": "yes"}),
        "total": found.total,
        "pages": pager(path, now, found.page, found.pages),
        "before": address(path, now, page=found.page - 1 if found.page > 2 else "") if found.page > 1 else "",
        "after": address(path, now, page=found.page + 1) if found.page < found.pages else "",
        "export": address("", now).removeprefix("?"),
        "without_search": address(path, now, q=""),
        "only_search": address("", {"q": more["q"]}),
        "today_href": address(path, now, as_of=""),
        "asked": None,
    }
    return ListPage(**{**fields, **more})


def answer(request: AnyRequest, page: ListPage, now: Mapping[str, str], at: int) -> Page:
    """Return the page, or to htmx the part that changed."""
    # htmx puts in only what is fine; the part says beside the field what is not.
    wrong = page.asked is not None and page.asked.error and not page.part
    template = "register/list_part.html" if page.part else "register/list.html"
    made = render(request, template, page, 422 if wrong else 200)
    made.headers["vary"] = "HX-Request"
    if page.part:
        # The form sends its empty fields too; the address says only what is asked for.
        made.headers["hx-push-url"] = address(page.path, now, page="" if at == 1 else str(at))
    return made
