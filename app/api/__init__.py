"""The register for programs: JSON under /api/v1, opened by a person's token."""

from __future__ import annotations

from litestar.types import ControllerRouterHandler

from app.api import organisations

ROUTES: list[ControllerRouterHandler] = [*organisations.ROUTES]
