"""The floor under a page: the same markup from a bare Jinja template.

It is derived from the page itself, so that it cannot go stale.

Rows whose tags are alike share a shape. In a shape, what is the same in all rows is written out as text and what
differs is a variable: what somebody would write by hand who wanted nothing but speed.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, Template

ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
TAG = re.compile(r"(<[^>]+>)")


@dataclass(frozen=True)
class Floor:
    """A bare template and the values of its rows."""

    template: Template
    rows: list[dict[str, Any]]

    def render(self) -> str:
        """Render the page."""
        return self.template.render(rows=self.rows)


def floor_of(page: str) -> Floor:
    """Return the floor of a page with one table; it renders exactly this page."""
    start, end = page.index("<tbody"), page.index("</tbody>")
    body = page[start:end]
    found = [match.group(0) for match in ROW.finditer(body)]
    gap = body[body.index(found[0]) + len(found[0]) : body.index(found[1])]
    shapes: dict[str, list[list[str]]] = defaultdict(list)
    for row in found:
        shapes[shape(row)].append(TAG.split(row))
    names = list(shapes)
    branches = [
        f"{{% {'if' if number == 0 else 'elif'} row.shape == {number} %}}{source(shapes[name])}"
        for number, name in enumerate(names)
    ]
    head, tail = page[: start + body.index(found[0])], page[start + body.rindex(found[-1]) + len(found[-1]) :]
    loop = "{% for row in rows %}" + "".join(branches) + "{% endif %}{% if not loop.last %}" + literal(gap)
    text = literal(head) + loop + "{% endif %}{% endfor %}" + literal(tail)
    rows = [{"shape": names.index(shape(row)), "v": values(row, shapes[shape(row)])} for row in found]
    floor = Floor(Environment(autoescape=True, keep_trailing_newline=True).from_string(text), rows)
    if floor.render() != page:
        raise AssertionError("the floor does not render the page that it was derived from")
    return floor


def shape(row: str) -> str:
    """Return a row's tags without their attributes."""
    return " ".join(tag.split()[0].strip("<>") for tag in TAG.findall(row))


def source(rows: list[list[str]]) -> str:
    """Return the template text of one shape."""
    parts = []
    for place, held in enumerate(zip(*rows, strict=True)):
        if len(set(held)) == 1:
            parts.append(literal(held[0]))
        else:
            parts.append(f"{{{{ row.v[{place}]{'|safe' if held[0].startswith('<') else ''} }}}}")
    return "".join(parts)


def values(row: str, alike: list[list[str]]) -> dict[int, str]:
    """Return what differs in a row from others of its shape; texts as they were before they were escaped."""
    differing = {place for place, held in enumerate(zip(*alike, strict=True)) if len(set(held)) > 1}
    return {
        place: part if part.startswith("<") else html.unescape(part)
        for place, part in enumerate(TAG.split(row))
        if place in differing
    }


def literal(text: str) -> str:
    """Return text as a template says it; whatever looks like a template is kept as text."""
    return "{% raw %}" + text + "{% endraw %}" if re.search(r"\{[{%#]", text) else text
