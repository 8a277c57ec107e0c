"""The sub-processors of a vendor as a tree, and drawn: boxes by depth, lines with the verdict of each link. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from register.standing import RANKS
from register.view_model import ChildView

MOST = 200
WIDTH, HEIGHT = 168, 42
ACROSS, DOWN = 32, 10
EDGE = 4
LETTERS = 18


@dataclass(frozen=True, slots=True)
class Branch:
    """A sub-processor with those below it."""

    child: ChildView
    below: tuple[Branch, ...] = ()

    @property
    def size(self) -> int:
        """Return how many there are, itself among them."""
        return 1 + sum(branch.size for branch in self.below)


@dataclass(frozen=True, slots=True)
class Box:
    """One party: where it lies, what it is called and where it leads ("" for nowhere)."""

    x: int
    y: int
    label: str
    name: str
    countries: tuple[str, ...]
    verdict: str
    href: str


@dataclass(frozen=True, slots=True)
class Graph:
    """All that the drawing needs; a line is its path and the verdict of the link."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class _Pen:
    row: int = 0
    boxes: list[Box] = field(default_factory=list)
    lines: list[tuple[str, str]] = field(default_factory=list)


def tree(engagements: Iterable[int], below: Mapping[int, Sequence[ChildView]]) -> tuple[tuple[Branch, ...], int]:
    """Return the branches below some engagements and how many are left out: at most `MOST`, the nearest first.

    Among those with the same parent, the worst verdict comes first.
    """
    chosen: dict[int, list[ChildView]] = {}
    room, left_out = MOST, 0
    coming = deque(engagements)
    seen: set[int] = set(coming)
    while coming:
        above = coming.popleft()
        fresh = [child for child in below.get(above, ()) if child.engagement not in seen]
        fresh.sort(key=lambda child: (-RANKS.get(child.verdict, -1), child.name.casefold(), child.engagement))
        chosen[above] = fresh[:room]
        left_out += len(fresh) - len(chosen[above])
        room -= len(chosen[above])
        seen.update(child.engagement for child in fresh)
        coming.extend(child.engagement for child in chosen[above])
    tops = [number for number in chosen if number in set(engagements)]
    return tuple(_branch(child, chosen) for number in tops for child in chosen[number]), left_out


def _branch(child: ChildView, chosen: Mapping[int, Sequence[ChildView]]) -> Branch:
    return Branch(child, tuple(_branch(one, chosen) for one in chosen.get(child.engagement, ())))


def draw(
    organisation: str,
    vendor: str,
    countries: tuple[str, ...],
    verdict: str,
    branches: Sequence[Branch],
    query: str = "",
) -> Graph:
    """Return the drawing: the organisation, the vendor, and what lies below it; `query` is added to each link."""
    pen = _Pen()
    ends = [_put(branch, 2, pen, query) for branch in branches]
    pen.boxes[:0] = [
        Box(EDGE, EDGE, _short(organisation), organisation, (), "", ""),
        Box(_x(1), EDGE, _short(vendor), vendor, countries, verdict, ""),
    ]
    pen.lines.append((_line(0, EDGE, EDGE), verdict))
    pen.lines += [(_line(1, EDGE, end), branch.child.verdict) for end, branch in zip(ends, branches, strict=True)]
    width = max(box.x for box in pen.boxes) + WIDTH + EDGE
    # Lines of grave verdicts are drawn last, above the others.
    lines = sorted(pen.lines, key=lambda line: RANKS.get(line[1], -1))
    return Graph(width, max(pen.row, 1) * (HEIGHT + DOWN) - DOWN + 2 * EDGE, tuple(pen.boxes), tuple(lines))


def _put(branch: Branch, depth: int, pen: _Pen, query: str) -> int:
    # A box stands beside the first of those below it, so that reading begins at the top left on any screen.
    y = EDGE + pen.row * (HEIGHT + DOWN)
    ends = [_put(one, depth + 1, pen, query) for one in branch.below]
    pen.lines += [(_line(depth, y, end), one.child.verdict) for end, one in zip(ends, branch.below, strict=True)]
    if not branch.below:
        pen.row += 1
    child = branch.child
    href = f"/vendors/{child.vendor}{query}"
    pen.boxes.append(Box(_x(depth), y, _short(child.name), child.name, child.countries, child.verdict, href))
    return y


def _line(depth: int, start: int, end: int) -> str:
    x, half = _x(depth) + WIDTH, HEIGHT // 2
    if start == end:
        return f"M{x} {start + half}h{ACROSS}"
    return f"M{x} {start + half}h{ACROSS // 2}V{end + half}h{ACROSS // 2}"


def _x(depth: int) -> int:
    return EDGE + depth * (WIDTH + ACROSS)


def _short(name: str) -> str:
    return name if len(name) <= LETTERS else f"{name[: LETTERS - 1].rstrip()}…"
