"""One assessment on paper: a page to print, a document, a workbook, and its answers beside those of other years."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, datetime

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from accounts import i18n
from accounts.actor import Actor
from accounts.roles import Deed
from accounts.web import AnyRequest, Page, guard, render
from assessments.asked import find_assessment
from assessments.comparing import Comparison, compare
from assessments.pages.assessment import context_of
from assessments.printing import printed

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class ComparisonPage:
    """What the page of several years shows."""

    number: int
    title: str
    vendor: int
    vendor_name: str
    comparison: Comparison


@get("/assessments/{number:int}/print", guards=[guard(Deed.READ)])
async def print_page(
    request: AnyRequest,
    number: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
) -> Page:
    """Show an assessment without anything around it."""
    context = await context_of(await find_assessment(number, actor), actor, now, today)
    return render(request, "assessments/print.html", context)


@get("/assessments/{number:int}/assessment.docx", guards=[guard(Deed.EXPORT)])
async def word(
    number: FromPath[int],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    today: NamedDependency[date],
) -> Response[bytes]:
    """Send an assessment as a document."""
    from assessments.word import document  # docx is slow to import

    context = await context_of(await find_assessment(number, actor), actor, now, today)
    made = await asyncio.to_thread(document, printed(context), i18n.language.get())
    return sent(made, DOCX, f"assessment-{number}.docx")


@get("/assessments/{number:int}/assessment.xlsx", guards=[guard(Deed.EXPORT)])
async def excel(number: FromPath[int], actor: NamedDependency[Actor]) -> Response[bytes]:
    """Send an assessment as a workbook, beside those of other years."""
    from assessments.years_book import workbook  # openpyxl is slow to import

    asked = await find_assessment(number, actor)
    made = workbook(asked, await compare(asked, actor, i18n.language.get()), i18n.language.get())
    return sent(made, XLSX, f"assessment-{number}.xlsx")


@get("/assessments/{number:int}/comparison", guards=[guard(Deed.READ)])
async def comparison(request: AnyRequest, number: FromPath[int], actor: NamedDependency[Actor]) -> Page:
    """Show the same questions side by side over the years."""
    asked = await find_assessment(number, actor)
    language = i18n.language.get()
    context = ComparisonPage(
        number,
        asked.questionnaire.title.say(language),
        asked.row["vendor"],
        asked.row["vendor_name"],
        await compare(asked, actor, language),
    )
    return render(request, "assessments/comparison.html", context)


def sent(made: bytes, kind: str, name: str) -> Response[bytes]:
    """Return a file to be saved."""
    return Response(made, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'})


ROUTES: list[ControllerRouterHandler] = [print_page, word, excel, comparison]
