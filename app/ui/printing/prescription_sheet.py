"""A prescription on paper: the clinic, whose it is, what is taken how, and room to sign."""

from __future__ import annotations

from html import escape
from pathlib import Path

from PySide6.QtGui import QPagedPaintDevice

from app.domain.staff import Clinic
from app.services.prescriptions import ShownPrescription
from app.ui.models.prescription_words import day_words, dose_words, said, supply_words
from app.ui.printing.sheet import Sheet, facts_table, print_on, save_as_pdf
from app.ui.wording import shown_date


def print_sheet(found: ShownPrescription, clinic: Clinic, device: QPagedPaintDevice) -> int:
    """Put a prescription on a printer; how many pages it took."""
    return print_on(sheet_of(found, clinic), device)


def save_sheet(
    found: ShownPrescription, clinic: Clinic, path: Path, *, letter: bool | None = None
) -> int:
    """Write it as a PDF into a new file. Raises OSError where the file is there already."""
    return save_as_pdf(sheet_of(found, clinic), path, letter=letter)


def sheet_of(found: ShownPrescription, clinic: Clinic) -> Sheet:
    """What stands on the paper."""
    record, patient, by = found.record, found.patient, found.prescriber
    name = patient.display_name if patient else ""
    born = said("born {0}").format(shown_date(patient.birth_date if patient else None))
    whose = " · ".join(part for part in (name, born, patient.mrn if patient else "") if part)
    facts = facts_table(
        [
            (said("Medication"), record.text),
            (said("RxNorm code"), record.code),
            (said("Dose"), dose_words(record)),
            (said("Instructions"), record.instructions),
            (said("Supply"), supply_words(record)),
            (said("Date"), day_words(record)),
            (said("Prescriber"), by.display_name if by else ""),
            (said("NPI"), (by.npi or "") if by else ""),
        ]
    )
    line = escape(said("Signature"))
    signature = f"<br/><br/><br/><table width='60%'><tr><td><hr/>{line}</td></tr></table>"
    return Sheet(
        title=said("Prescription"), clinic=clinic.name, whose=whose, body=f"{facts}{signature}"
    )
