"""The organisations whose register this is."""

from __future__ import annotations

from litestar import get
from litestar.di import NamedDependency
from litestar.types import ControllerRouterHandler
from pydantic import BaseModel

from accounts.actor import Actor
from accounts.roles import Deed
from accounts.tables import Organisation
from accounts.web import guard
from app.api.basics import PREFIX, problems


class OrganisationOut(BaseModel):
    """An organisation."""

    id: int
    name: str
    country: str
    acts_as: str


@get(f"{PREFIX}/organisations", guards=[guard(Deed.READ)], responses=problems(), summary="List organisations")
async def organisations(actor: NamedDependency[Actor]) -> list[OrganisationOut]:
    """Return the organisations that are open to the token."""
    query = Organisation.select(Organisation.id, Organisation.name, Organisation.country, Organisation.acts_as)
    if actor.scope is not None:
        query = query.where(Organisation.id.is_in(sorted(actor.scope) or [0]))
    return [OrganisationOut(**row) for row in await query.order_by(Organisation.name)]


ROUTES: list[ControllerRouterHandler] = [organisations]
