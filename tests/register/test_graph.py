"""Sub-processors as a tree and drawn: the same content, the worst first, and never more than can be read."""

from __future__ import annotations

from register.graph import HEIGHT, MOST, Branch, draw, tree
from register.view_model import ChildView


def child(number: int, name: str = "", verdict: str = "valid", depth: int = 1) -> ChildView:
    return ChildView(number, number, name or f"Vendor {number}", "", verdict, depth, ("US",))


def names(branches: tuple[Branch, ...]) -> list[str]:
    return [name for one in branches for name in (one.child.name, *names(one.below))]


def test_a_tree_has_the_worst_first_and_those_below_each_after_it() -> None:
    below = {1: [child(2, "Fine"), child(3, "Bad", "invalid")], 3: [child(4, "Below bad")]}
    branches, left_out = tree([1], below)
    assert names(branches) == ["Bad", "Below bad", "Fine"]
    assert left_out == 0
    assert [one.size for one in branches] == [2, 1]


def test_a_circle_ends() -> None:
    branches, _left_out = tree([1], {1: [child(2)], 2: [child(3), child(1)], 3: [child(2)]})
    assert names(branches) == ["Vendor 2", "Vendor 3"]


def test_no_more_are_shown_than_can_be_read_and_the_rest_is_counted() -> None:
    below = {1: [child(n) for n in range(2, 402)], 2: [child(1000)]}
    branches, left_out = tree([1], below)
    assert sum(one.size for one in branches) == MOST
    assert left_out == 201


def test_each_link_is_drawn_with_its_verdict_and_no_box_lies_on_another() -> None:
    branches, _left_out = tree(
        [1], {1: [child(2, verdict="invalid"), child(3)], 2: [child(4, verdict="incomplete"), child(5)]}
    )
    graph = draw("Municipality", "Hosting AB", ("SE",), "no-transfer", branches, "?as_of=2019-03-01")
    assert sorted(verdict for _path, verdict in graph.lines) == [
        "incomplete",
        "invalid",
        "no-transfer",
        "valid",
        "valid",
    ]
    assert len({(box.x, box.y) for box in graph.boxes}) == len(graph.boxes) == 6
    columns: dict[int, list[int]] = {}
    for box in graph.boxes:
        columns.setdefault(box.x, []).append(box.y)
    assert all(
        low - high > HEIGHT for ys in columns.values() for high, low in zip(sorted(ys), sorted(ys)[1:], strict=False)
    )
    assert all(box.x >= 0 and box.y + HEIGHT <= graph.height for box in graph.boxes)
    assert [box.href for box in graph.boxes[:3]] == ["", "", "/vendors/4?as_of=2019-03-01"]


def test_a_long_name_fits_its_box_and_is_told_whole() -> None:
    branches, _left_out = tree([1], {1: [child(2, "Placeholder Analytics with a rather long name")]})
    box = draw("Municipality", "Hosting AB", (), "", branches).boxes[-1]
    assert (box.label, box.name) == ("Placeholder Analy…", "Placeholder Analytics with a rather long name")
