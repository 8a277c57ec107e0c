"""A long list inside a page: one part of it, and the ways to the others; so no page grows with what it tells of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from accounts.web import AnyRequest
from register.pages.queries import PageLink, number, pager

Item = TypeVar("Item")


@dataclass(frozen=True)
class Slice(Generic[Item]):
    """One page of a list that stands inside a page."""

    items: tuple[Item, ...]
    total: int
    first: int
    pages: tuple[PageLink, ...]

    @property
    def last(self) -> int:
        """Return the place of the last item that is shown."""
        return self.first + len(self.items) - 1


def slice_of(request: AnyRequest, name: str, items: Sequence[Item], size: int) -> Slice[Item]:
    """Return the part of a list that the address asks for by `name`, and links to the others, which lead back to it."""
    pages = max(1, -(-len(items) // size))
    page = min(max(1, number(request.query_params.get(name))), pages)
    first = (page - 1) * size
    links: tuple[PageLink, ...] = ()
    if pages > 1:
        others = {key: str(value) for key, value in request.query_params.items() if key != name}
        links = tuple(
            PageLink(link.number, link.href and f"{link.href}#{name}")
            for link in pager(request.scope["path"], others, page, pages, name)
        )
    return Slice(tuple(items[first : first + size]), len(items), first + 1, links)
