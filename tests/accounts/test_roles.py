"""What each role covers."""

import pytest

from accounts.actor import SYSTEM, Actor
from accounts.errors import Forbidden
from accounts.roles import COVERS, Deed, Role, demand, may


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
        (Role.PRIVACY, {Deed.READ, Deed.EDIT, Deed.IMPORT, Deed.EXPORT, Deed.DECIDE}),
        (Role.PROCUREMENT, {Deed.READ, Deed.EDIT, Deed.IMPORT, Deed.EXPORT}),
        (Role.CONTRIBUTOR, {Deed.READ}),
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
