"""Questionnaires as files: a version as a workbook or TOML, and a file as the next draft."""

from __future__ import annotations

import asyncio
from datetime import date, datetime

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from accounts.actor import Actor
from accounts.errors import Invalid
from accounts.i18n import gettext as _
from accounts.roles import Deed
from accounts.web import AnyRequest, Page, flash, guard, see_other
from assessments import questionnaire_toml
from assessments.drafts import replace_draft
from assessments.pages.template_uploads import uploaded
from assessments.pages.templates import PATH, template_page
from assessments.questionnaire_files import Unreadable
from assessments.templates import content_of, find_template

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@get(f"{PATH}/{{template:int}}/versions/{{version:int}}/questionnaire.xlsx", guards=[guard(Deed.READ)])
async def as_book(
    template: FromPath[int], version: FromPath[int], actor: NamedDependency[Actor], today: NamedDependency[date]
) -> Response[bytes]:
    """Send a version as a workbook."""
    from assessments.questionnaire_book import to_book  # openpyxl is slow to import

    found = await find_template(template, actor)
    content = await content_of(template, version)
    made = await asyncio.to_thread(to_book, content)
    return file(made, XLSX, f"{found.key}-{version}-{today}.xlsx")


@get(f"{PATH}/{{template:int}}/versions/{{version:int}}/questionnaire.toml", guards=[guard(Deed.READ)])
async def as_toml(
    template: FromPath[int], version: FromPath[int], actor: NamedDependency[Actor], today: NamedDependency[date]
) -> Response[bytes]:
    """Send a version as TOML."""
    found = await find_template(template, actor)
    content = questionnaire_toml.to_toml(await content_of(template, version))
    return file(content.encode(), "application/toml", f"{found.key}-{version}-{today}.toml")


@post(f"{PATH}/{{template:int}}/file", guards=[guard(Deed.EDIT)])
async def take_file(
    request: AnyRequest, template: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Page:
    """Take a file as the draft."""
    content = None
    problem: Invalid | None = Invalid({"file": _("Choose a file: a workbook or TOML, as this page exports it.")})
    try:
        content = await uploaded(request)
        if content is not None:
            await replace_draft(template, content, actor, now)
    except Invalid as error:
        problem, content = error, None
    if content is None:
        problems = problem.problems if isinstance(problem, Unreadable) else ()
        return await template_page(request, template, actor, problem, problems)
    flash(request, _("The file is the draft now. Look through it, then publish it."))
    return see_other(f"{PATH}/{template}/draft")


def file(content: bytes, media_type: str, name: str) -> Response[bytes]:
    """Return a file that the browser saves."""
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)


ROUTES: list[ControllerRouterHandler] = [as_book, as_toml, take_file]
