"""What each role covers."""

import pytest

from accounts.actor import SYSTEM, Actor
from accounts.errors import Forbidden
from accounts.roles import COVERS, Deed, Role, demand, demand_everywhere, may, narrowed, where_may


def someone(role: Role, organisations: frozenset[int] | None = None) -> Actor:
    return Actor(7, "somebody@example.org", role, organisations)


def test_every_role_may_read() -> None:
    assert all(may(someone(role), Deed.READ) for role in Role)


def test_every_role_has_its_deeds_named() -> None:
    assert set(COVERS) == set(Role)


@pytest.mark.parametrize(
    ("role", "deeds"),
    [
        (Role.ADMINISTRATOR, set(Deed)),
        (Role.PRIVACY, {Deed.READ, Deed.ANSWER, Deed.EDIT, Deed.IMPORT, Deed.EXPORT, Deed.DECIDE}),
        (Role.PROCUREMENT, {Deed.READ, Deed.ANSWER, Deed.EDIT, Deed.IMPORT, Deed.EXPORT}),
        (Role.CONTRIBUTOR, {Deed.READ, Deed.ANSWER}),
        (Role.READER, {Deed.READ, Deed.EXPORT}),
    ],
)
def test_a_role_covers_these_deeds_and_no_others(role: Role, deeds: set[Deed]) -> None:
    assert {deed for deed in Deed if may(someone(role), deed)} == deeds


def test_a_deed_that_the_role_does_not_cover_is_refused_with_a_way_on() -> None:
    with pytest.raises(Forbidden, match="Ask an administrator"):
        demand(someone(Role.READER), Deed.EDIT)


def test_only_the_named_organisations_are_open_to_an_actor_with_organisations() -> None:
    actor = someone(Role.READER, frozenset({1}))
    assert actor.sees(1)
    assert not actor.sees(2)


def test_all_organisations_are_open_to_the_program_itself() -> None:
    assert SYSTEM.sees(1)
    assert SYSTEM.scope is None


MIXED = Actor(
    7, "mixed@example.org", Role.PROCUREMENT, frozenset({1, 2}), "", ((1, Role.PROCUREMENT), (2, Role.READER))
)
READS_ALL = Actor(8, "reads@example.org", Role.PRIVACY, None, "", ((None, Role.READER), (1, Role.PRIVACY)))


def test_a_role_counts_in_its_own_organisation_only() -> None:
    assert may(MIXED, Deed.EDIT, 1)
    assert not may(MIXED, Deed.EDIT, 2)
    assert may(MIXED, Deed.READ, 2)
    assert not may(MIXED, Deed.READ, 3)


def test_a_route_is_open_to_who_may_do_its_deed_somewhere() -> None:
    assert may(MIXED, Deed.EDIT)
    assert not may(MIXED, Deed.DECIDE)


def test_roles_in_one_organisation_add_up() -> None:
    both = Actor(7, "both", Role.CONTRIBUTOR, frozenset({1}), "", ((1, Role.CONTRIBUTOR), (1, Role.READER)))
    assert may(both, Deed.ANSWER, 1)
    assert may(both, Deed.EXPORT, 1)
    assert not may(both, Deed.EDIT, 1)


def test_a_role_in_all_organisations_counts_in_each() -> None:
    assert may(READS_ALL, Deed.EXPORT, 99)
    assert not may(READS_ALL, Deed.DECIDE, 99)
    assert may(READS_ALL, Deed.DECIDE, 1)


def test_who_may_do_something_in_one_organisation_is_told_of_the_other() -> None:
    with pytest.raises(Forbidden, match="in this organisation"):
        demand(MIXED, Deed.EDIT, 2)


def test_what_organisations_share_needs_the_role_in_all_of_them() -> None:
    with pytest.raises(Forbidden, match="Other organisations"):
        demand_everywhere(MIXED, Deed.EDIT, [1, 2])
    demand_everywhere(MIXED, Deed.READ, [1, 2])


def test_an_actor_narrowed_to_a_deed_sees_only_where_it_is_covered() -> None:
    assert where_may(MIXED, Deed.EDIT) == {1}
    assert where_may(READS_ALL, Deed.READ) is None
    assert narrowed(READS_ALL, Deed.DECIDE).scope == {1}
    assert narrowed(READS_ALL, Deed.READ) is READS_ALL
    with pytest.raises(Forbidden):
        narrowed(MIXED, Deed.DECIDE)
