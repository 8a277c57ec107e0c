"""Rows that a commit held back are answered later, from the page of the import, and nothing of them is lost."""

from __future__ import annotations

from typing import Any

from accounts.tables import Organisation
from imports.tables import ImportBatch
from register.tables import Vendor
from tests.imports_commit.test_pages import LIST, MAIL, desk, hidden, standing, text_of, upload
from tests.support import builders

__all__ = ["desk"]
DOUBT = "Mailboxses,Letters,Sweden,,yes,\n"


async def committed(desk: Any, organisation: Organisation) -> str:
    """Commit a list of which one row may be a vendor that is known already, and return its page."""
    known = await builders.vendor("Mailboxes", "SE")
    await builders.engagement(known, organisation)
    await builders.save(standing(known, organisation))
    path = await upload(desk, LIST + MAIL + DOUBT)
    await desk.post(f"{path}/commit", data=hidden((await desk.get(path)).text, f"{path}/commit"))
    return path


async def test_held_rows_go_on_in_an_import_of_their_own(desk: Any, organisation: Organisation) -> None:
    path = await committed(desk, organisation)
    assert "Answer it now" in (await desk.get(path)).text
    on = str((await desk.post(f"{path}/held")).headers["location"])
    page = (await desk.get(on)).text
    assert "This may be a vendor that you already have" in page
    await desk.post(f"{on}/answers", data={**hidden(page, f"{on}/answers"), "answer": "new"})
    await desk.post(f"{on}/commit", data=hidden((await desk.get(on)).text, f"{on}/commit"))
    assert sorted(row["name"] for row in await Vendor.select()) == ["Mail AB", "Mailboxes", "Mailboxses"]
    before = text_of((await desk.get(path)).text)
    assert "Held back, and taken on in an import of its own." in before
    assert "Answer it now" not in before
    await desk.post(f"{on}/undo")
    assert sorted(row["name"] for row in await Vendor.select()) == ["Mail AB", "Mailboxes"]


async def test_held_rows_go_on_once_only(desk: Any, organisation: Organisation) -> None:
    path = await committed(desk, organisation)
    await desk.post(f"{path}/held")
    assert (await desk.post(f"{path}/held")).headers["location"] == path
    assert "Somebody else has just dealt with this import" in (await desk.get(path)).text
    assert await ImportBatch.count() == 2


async def test_held_rows_of_other_organisations_do_not_exist(
    desk: Any, as_role: Any, organisation: Organisation
) -> None:
    path = await committed(desk, organisation)
    stranger = await as_role("administrator", await builders.organisation("Elsewhere", "NO"))
    assert (await stranger.post(f"{path}/held")).status_code == 404
