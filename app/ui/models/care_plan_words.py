"""Care plans in words: how they stand, over which time, what can be done next."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QCoreApplication

from app.domain.treatment import CarePlan, PlanStatus
from app.services.record_lists import RecordLine
from app.ui.models.record_list import LineLook
from app.ui.theme.tokens import Tone
from app.ui.wording import shown_date, shown_other

_S = PlanStatus


def said(text: str) -> str:
    """A text of the Care plans panel in the user's language."""
    return QCoreApplication.translate("care_plans", text)


def status_words(status: str) -> str:
    """How a plan, a goal or a step stands."""
    return {
        str(_S.DRAFT): said("Draft"),
        str(_S.ACTIVE): said("Active"),
        str(_S.ON_HOLD): said("On hold"),
        str(_S.COMPLETED): said("Completed"),
        str(_S.REVOKED): said("Ended early"),
        str(_S.ENTERED_IN_ERROR): said("Entered in error"),
    }.get(status, shown_other(status))


def status_tone(status: str) -> Tone:
    """The colour of a state."""
    return {
        str(_S.DRAFT): Tone.INFO,
        str(_S.ACTIVE): Tone.OK,
        str(_S.ON_HOLD): Tone.WARN,
        str(_S.REVOKED): Tone.DANGER,
        str(_S.ENTERED_IN_ERROR): Tone.DANGER,
    }.get(status, Tone.NEUTRAL)


def deed_words(status: str, was: str = "") -> str:
    """The button that brings a plan there."""
    if status == _S.ACTIVE:
        return said("Begin") if was == _S.DRAFT else said("Resume")
    return {
        str(_S.ON_HOLD): said("Hold"),
        str(_S.COMPLETED): said("Complete"),
        str(_S.REVOKED): said("End early"),
    }.get(status, status_words(status))


def day_words(day: date | None) -> str:
    """A day; "" where nobody said."""
    return shown_date(day.isoformat()) if day else ""


def period_words(plan: CarePlan) -> str:
    """From when to when."""
    if plan.starts_on and plan.ends_on:
        return f"{day_words(plan.starts_on)} – {day_words(plan.ends_on)}"
    return day_words(plan.starts_on or plan.ends_on)


def look_of(line: RecordLine[CarePlan]) -> LineLook:
    """How a line of the list looks."""
    plan = line.record
    reached = said("{0} goals reached").format(line.mark) if line.mark else said("No goals yet")
    return LineLook(
        title=plan.title,
        detail=" · ".join(part for part in (plan.category, reached) if part),
        when=day_words(plan.starts_on),
        state=status_words(plan.status),
        tone=status_tone(plan.status),
        icon="clipboard-list",
        patient=line.patient_name,
        patient_key=line.patient_id,
        is_pending=line.is_pending,
    )
