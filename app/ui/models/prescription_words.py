"""Prescriptions in words: what is taken how, how they count, what can be done next."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from app.domain.treatment import Prescription, PrescriptionStatus
from app.services.record_lists import RecordLine
from app.ui.models.record_list import LineLook
from app.ui.theme.tokens import Tone
from app.ui.wording import shown_date, shown_other

_S = PrescriptionStatus


def said(text: str) -> str:
    """A text of the Prescriptions panel in the user's language."""
    return QCoreApplication.translate("prescriptions", text)


def status_words(status: str) -> str:
    """How a prescription counts."""
    return {
        str(_S.DRAFT): said("Draft"),
        str(_S.ACTIVE): said("Active"),
        str(_S.ON_HOLD): said("On hold"),
        str(_S.COMPLETED): said("Completed"),
        str(_S.STOPPED): said("Stopped"),
        str(_S.CANCELLED): said("Cancelled"),
        str(_S.ENTERED_IN_ERROR): said("Entered in error"),
    }.get(status, shown_other(status))


def status_tone(status: str) -> Tone:
    """The colour of a state."""
    return {
        str(_S.DRAFT): Tone.INFO,
        str(_S.ACTIVE): Tone.OK,
        str(_S.ON_HOLD): Tone.WARN,
        str(_S.STOPPED): Tone.DANGER,
        str(_S.ENTERED_IN_ERROR): Tone.DANGER,
    }.get(status, Tone.NEUTRAL)


def deed_words(status: str, was: str = "") -> str:
    """The button that brings a prescription there."""
    if status == _S.ACTIVE:
        return said("Sign") if was == _S.DRAFT else said("Resume")
    return {
        str(_S.ON_HOLD): said("Hold…"),
        str(_S.COMPLETED): said("Completed"),
        str(_S.STOPPED): said("Stop…"),
        str(_S.CANCELLED): said("Cancel…"),
        str(_S.ENTERED_IN_ERROR): said("Entered in error…"),
    }.get(status, status_words(status))


def done_words(status: str) -> str:
    """What is said once it is there."""
    return {
        str(_S.ACTIVE): said("The prescription is active."),
        str(_S.ON_HOLD): said("The prescription is on hold."),
        str(_S.COMPLETED): said("The prescription is completed."),
        str(_S.STOPPED): said("The prescription was stopped."),
        str(_S.CANCELLED): said("The draft was cancelled."),
    }.get(status, said("Marked as entered in error."))


def dose_words(one: Prescription) -> str:
    """How it is taken: "5 mg, by mouth, once a day"; else its instructions."""
    dose = " ".join(part for part in (one.dose, one.dose_unit) if part)
    parts = [part for part in (dose, one.route, one.frequency) if part]
    return ", ".join(parts) or one.instructions


def supply_words(one: Prescription) -> str:
    """How much is handed out: "30 tablets, 2 refills"."""
    if one.quantity is None:
        return ""
    number = QLocale().toString(one.quantity)
    amount = " ".join(part for part in (number, one.quantity_unit) if part)
    if not one.refills:
        return said("{0}, no refills").format(amount)
    if one.refills == 1:
        return said("{0}, 1 refill").format(amount)
    return said("{0}, {1} refills").format(amount, QLocale().toString(one.refills))


def day_words(one: Prescription) -> str:
    """The day it was written; "" where nobody said."""
    return shown_date(one.authored_on.isoformat()) if one.authored_on else ""


def look_of(line: RecordLine[Prescription]) -> LineLook:
    """How a line of the list looks."""
    one = line.record
    parts = (dose_words(one), line.who)
    return LineLook(
        title=one.text,
        detail=" · ".join(part for part in parts if part),
        when=day_words(one),
        state=status_words(one.status),
        tone=status_tone(one.status),
        icon="pill",
        patient=line.patient_name,
        patient_key=line.patient_id,
        is_pending=line.is_pending,
    )
