"""An assessment as a Word document: text only, so that nothing in an answer runs when it is opened."""

from __future__ import annotations

import io

from docx import Document
from docx.shared import Pt

from accounts.i18n import gettext as _
from assessments.letters import speaking
from assessments.printing import Report, notes_of
from register.sheets import clean


def document(report: Report, language: str) -> bytes:
    """Return the bytes of the document; what XML cannot hold is left out."""
    with speaking(language):
        made = Document()
        made.core_properties.title = clean(report.title)[:250]
        made.core_properties.author = "art28"
        made.styles["Normal"].font.size = Pt(10)
        made.add_heading(clean(report.title), 0)
        facts = made.add_table(rows=0, cols=2)
        for name, value in report.facts:
            cells = facts.add_row().cells
            cells[0].text, cells[1].text = clean(name), clean(value)
        if report.decision:
            made.add_heading(_("Decision"), 1)
            for part in report.decision:
                made.add_paragraph(clean(part))
        for condition in report.conditions:
            made.add_paragraph(clean(condition), style="List Bullet")
        for section in report.sections:
            made.add_heading(clean(section.title), 1)
            for question in section.shown:
                made.add_paragraph().add_run(clean(f"{question.number} {question.text}")).bold = True
                made.add_paragraph(clean(question.answer) if question.answered else _("Not answered"))
                for note in notes_of(question):
                    made.add_paragraph(clean(note), style="List Bullet")
        out = io.BytesIO()
        made.save(out)
    return out.getvalue()
