"""The register for programs: JSON under /api/v1, opened by a person's token."""

from __future__ import annotations

from functools import cache
from typing import Any

from litestar import get
from litestar.types import ControllerRouterHandler

from accounts.web import DEPENDENCIES
from app.api import assessments, exports, findings, imports, organisations, register, reviews
from app.api.basics import PREFIX

RESOURCES: list[ControllerRouterHandler] = [
    *organisations.ROUTES,
    *register.ROUTES,
    *findings.ROUTES,
    *assessments.ROUTES,
    *reviews.ROUTES,
    *imports.ROUTES,
    *exports.ROUTES,
]


@cache
def document() -> dict[str, Any]:
    """Return the description of the API, which is made once."""
    # The description is rarely asked for, and what makes it takes a while to load.
    from app.api.openapi import describe

    return describe(RESOURCES, DEPENDENCIES)


@get(f"{PREFIX}/openapi.json", opt={"public": True})
async def description() -> dict[str, Any]:
    """Return the OpenAPI description; it holds nothing of anybody's register."""
    return document()


ROUTES: list[ControllerRouterHandler] = [description, *RESOURCES]
