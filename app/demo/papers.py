"""Letters and results of the demo's patients: real files, so that there is something to see."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from app.domain.ids import PatientId
from app.domain.patient import Patient
from app.domain.query import Order, Query, eq
from app.services import documents as service
from app.services.documents import NewDocument

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk

_PEOPLE = 12
_PAPERS = (
    ("Referral to cardiology", "referral", 3, ("Dear colleague,", "", "Thank you for seeing")),
    ("Blood count", "result", 9, ("Haemoglobin   13.8 g/dL", "Leucocytes     6.1 /nL", "of")),
    ("Consent to treatment", "consent", 40, ("I agree to be treated here.", "", "Signed:")),
    ("Discharge letter", "letter", 75, ("The patient went home well.", "", "About")),
)


def file_papers(desk: Desk, now: datetime, *, first: Patient | None = None) -> int:
    """File a few documents of a few patients, off the window's thread; how many."""
    by_name = Query(
        Patient, where=eq("status", "active"), order=(Order("family_name"),), limit=_PEOPLE
    )
    with desk.store.reader() as reader:
        others = reader.records(Patient).find_many(by_name)
    people = [*([first] * 3 if first else []), *others]
    for number, patient in enumerate(people):
        title, category, days, lines = _PAPERS[number % len(_PAPERS)]
        day = now.date() - timedelta(days=days + number)
        words = (*lines, patient.display_name, "", f"Written on {day.isoformat()}")
        _file(desk, patient, title, category, day=day, content=paper(title, words))
    return len(people)


def paper(title: str, lines: tuple[str, ...]) -> bytes:
    """A page of a PDF 1.4 with a heading and some lines; letters outside Latin-1 become "?"."""
    shown = [f"BT /F1 20 Tf 72 720 Td ({_escaped(title)}) Tj ET"]
    for number, line in enumerate(lines):
        shown.append(f"BT /F1 12 Tf 72 {680 - 18 * number} Td ({_escaped(line)}) Tj ET")
    stream = "\n".join(shown).encode("latin-1", errors="replace")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    body, places = b"%PDF-1.4\n", list[int]()
    for number, one in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
        + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
    )


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _file(
    desk: Desk, patient: Patient, title: str, category: str, *, day: date, content: bytes
) -> None:
    kept = service.keep(desk.files, [content])
    new = NewDocument(
        patient_id=PatientId(patient.id),
        title=title,
        category=category,
        authored_on=day,
        file_name=f"{title}.pdf",
    )
    begin, context = desk.store.unit_of_work, desk.context
    desk.worker.submit(
        lambda: service.file(begin, context, desk.files, content=kept, new=new)
    ).result()
