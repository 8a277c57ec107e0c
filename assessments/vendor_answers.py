"""What a vendor does through its link: save, upload, hand in; and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from accounts.database import transaction
from assessments import vendor_links
from assessments.answers import Change, Saved, hold, write_answers, write_submission
from assessments.asked import Asked, load_assessment
from assessments.evidence import Upload, drop_evidence, put_evidence
from assessments.vendor_links import MOST_CHANGES, Opened, close_link, count, still_works


async def save(link: Opened, changes: Mapping[str, Change], now: datetime) -> Saved:
    """Save answers of the vendor."""
    await count(f"vendor-link {link.id}", MOST_CHANGES, now)
    async with transaction():
        return await write_answers(await _held(link, now), changes, link.actor, now)


async def speak(link: Opened, language: str, now: datetime) -> None:
    """Let the vendor read and be written to in another language."""
    await count(f"vendor-link {link.id}", MOST_CHANGES, now)
    await vendor_links.speak(link.id, language)


async def upload(link: Opened, question: str, file: Upload, now: datetime) -> int:
    """Keep evidence of the vendor."""
    await count(f"vendor-link {link.id}", MOST_CHANGES, now)
    async with transaction():
        await _held(link, now)
    return await put_evidence(link.asked, question, file, link.actor, now)


async def remove(link: Opened, evidence: int, now: datetime) -> None:
    """Take evidence away that the vendor no longer wants to show."""
    await count(f"vendor-link {link.id}", MOST_CHANGES, now)
    async with transaction():
        await drop_evidence(await _held(link, now), evidence, link.actor, now)


async def submit(link: Opened, now: datetime) -> None:
    """Hand the answers in, which closes the link."""
    await count(f"vendor-link {link.id}", MOST_CHANGES, now)
    async with transaction():
        await write_submission(await _held(link, now), link.actor, now)
        await close_link(link.id, now)


async def _held(link: Opened, now: datetime) -> Asked:
    """Return the assessment as it stands, in the open transaction, while nobody else changes it or ends the link."""
    await hold(link.asked.id)
    asked = await load_assessment(link.asked.id)
    await still_works(link, asked, now)
    return asked
