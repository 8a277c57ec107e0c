"""The pages of a vendor that need what imports know of names and lists: merging, and its list of sub-processors."""

from __future__ import annotations

from litestar.types import ControllerRouterHandler

from imports import alike_pages, merge_pages, subprocessor_pages

ROUTES: list[ControllerRouterHandler] = [*alike_pages.ROUTES, *merge_pages.ROUTES, *subprocessor_pages.ROUTES]
