"""The chart's short words: figures at a glance, people around a patient, what happened lately."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from app.domain.billing import PaymentMethod
from app.domain.family import CareTeamMember
from app.domain.history import (
    EventStatus,
    HealthRecord,
    Immunization,
    NoteStatus,
    Screening,
    VitalSigns,
)
from app.domain.ids import RecordId
from app.domain.ledger import Account
from app.domain.patient import Patient
from app.domain.relations import LinkKind
from app.services.figures import PatientFigures
from app.services.recalls import RecallLine
from app.services.relations import Relation, Relations
from app.ui.at_server_words import missing_line
from app.ui.models.billing_words import shown_money
from app.ui.models.call_list import recall_state
from app.ui.panels.patients.origin_words import origin_words
from app.ui.panels.patients.vitals_words import vitals_lines
from app.ui.wording import shown_choice, shown_date, shown_visit

_PEOPLE, _RECENT = 8, 5
_NO_ROLES: Mapping[RecordId, str] = MappingProxyType({})
_LINKS = {
    LinkKind.HOUSEHOLD: QT_TRANSLATE_NOOP("PatientGlance", "Household"),
    LinkKind.GUARANTOR: QT_TRANSLATE_NOOP("PatientGlance", "Guarantor"),
    LinkKind.DEPENDANT: QT_TRANSLATE_NOOP("PatientGlance", "Answers for"),
    LinkKind.CONTACT: QT_TRANSLATE_NOOP("PatientGlance", "Contact"),
    LinkKind.CALLED_FOR: QT_TRANSLATE_NOOP("PatientGlance", "Contact of"),
    LinkKind.PRACTITIONER: QT_TRANSLATE_NOOP("PatientGlance", "Provider"),
    LinkKind.CARE_TEAM: QT_TRANSLATE_NOOP("PatientGlance", "Care team"),
}
_KINDS = {
    "appointment": QT_TRANSLATE_NOOP("PatientGlance", "Visit"),
    "message_thread": QT_TRANSLATE_NOOP("PatientGlance", "Message"),
    "prescription": QT_TRANSLATE_NOOP("PatientGlance", "Prescription"),
    "document": QT_TRANSLATE_NOOP("PatientGlance", "Document"),
    "care_plan": QT_TRANSLATE_NOOP("PatientGlance", "Care plan"),
    "health_record": QT_TRANSLATE_NOOP("PatientGlance", "Note"),
    "immunization": QT_TRANSLATE_NOOP("PatientGlance", "Vaccination"),
    "payment": QT_TRANSLATE_NOOP("PatientGlance", "Payment"),
}
_FACTS = (
    ("unread_messages", QT_TRANSLATE_NOOP("PatientGlance", "Unread messages")),
    ("active_prescriptions", QT_TRANSLATE_NOOP("PatientGlance", "Active prescriptions")),
    ("pending_documents", QT_TRANSLATE_NOOP("PatientGlance", "Pending documents")),
    ("visits", QT_TRANSLATE_NOOP("PatientGlance", "Visits")),
)


_COUNTED = {"active_prescriptions": "prescription"}
"""Which record type a figure counts that may have left this desk."""


def glance_facts(figures: PatientFigures) -> list[tuple[str, str]]:
    """Balance first, then what is not zero."""
    facts: list[tuple[str, str]] = []
    if figures.account is not None:
        facts.append((_tr("Balance"), shown_balance(figures.account)))
    if figures.last_payment is not None:
        paid = figures.last_payment
        amount = shown_money(paid.amount_minor, paid.currency)
        when = shown_date(paid.received_on.isoformat())
        facts.append(
            (_tr("Last payment"), f"{amount}\n{shown_choice(paid.method, PaymentMethod)}, {when}")
        )
    for name, words in _FACTS:
        count = getattr(figures, name)
        missing = figures.at_server.get(_COUNTED.get(name, ""), 0)
        if count or missing:
            facts.append((_tr(str(words)), _counted(count, missing)))
    return facts


def _counted(count: int, missing: int) -> str:
    """A number, and what this desk cannot count: never may it look as if there were no more."""
    return f"{count}\n{missing_line(missing)}" if missing else str(count)


def shown_balance(account: Account) -> str:
    """What is owed, or what the patient has with the clinic."""
    amount = shown_money(abs(account.balance), account.currency)
    if account.balance < 0:
        return _tr("{0} credit").format(amount)
    return _tr("{0} owed").format(amount) if account.balance else amount


def relation_facts(
    relations: Relations, roles: Mapping[RecordId, str] = _NO_ROLES
) -> list[tuple[str, str]]:
    """Who it is and through what; the chart names its own provider elsewhere.

    roles: as what the practitioners of the care team look after the patient.
    """
    shown = [one for one in relations if one.kinds != (LinkKind.PRACTITIONER,)]
    facts = [(_way(one), _with_role(one, roles)) for one in shown[:_PEOPLE]]
    if len(shown) > _PEOPLE:
        words = _tr("and {0} or more") if relations.has_more else _tr("and {0} more")
        facts.append(("", words.format(len(shown) - _PEOPLE)))
    return facts


def team_roles(team: Sequence[CareTeamMember], today: date) -> dict[RecordId, str]:
    """As what each practitioner of today's team looks after the patient, and until when."""
    roles: dict[RecordId, list[str]] = {}
    for one in team:
        if one.is_on_team(today):
            until = _tr("until {0}").format(shown_date(f"{one.ends_on}")) if one.ends_on else ""
            words = ", ".join(part for part in (one.role, until) if part)
            roles.setdefault(one.practitioner_id, []).append(words)
    return {key: _lines(*words) for key, words in roles.items()}


def _with_role(one: Relation, roles: Mapping[RecordId, str]) -> str:
    role = roles.get(one.record_id, "") if one.kinds == (LinkKind.CARE_TEAM,) else ""
    return f"{one.name}\n{role}" if role else one.name


def screening_facts(screenings: Sequence[Screening], missing: int) -> list[tuple[str, str]]:
    """What questionnaires and tests showed, the latest first; missing: how many are not here."""
    told = [one for one in screenings if one.status != EventStatus.ENTERED_IN_ERROR]
    told.sort(key=lambda one: one.performed_on or one.next_due_on or "", reverse=True)
    facts = [(shown_date(one.performed_on), _screened(one)) for one in told[:_RECENT]]
    if len(told) > _RECENT:
        facts.append(("", _tr("and {0} more").format(len(told) - _RECENT)))
    return [*facts, ("", missing_line(missing))] if missing else facts


def _screened(one: Screening) -> str:
    """ "PHQ-9: 12 · moderate", and when it is due again."""
    if one.status != EventStatus.COMPLETED:
        found = shown_choice(one.status, EventStatus)
    else:
        score = "" if one.score is None else str(one.score)
        found = " · ".join(part for part in (score, one.result) if part)
    line = f"{one.text}: {found}" if found else one.text
    if one.next_due_on:
        line += "\n" + _tr("Due again {0}").format(shown_date(one.next_due_on))
    return line


def immunization_facts(
    immunizations: Sequence[Immunization], missing: int, *, names: Mapping[RecordId, str]
) -> list[tuple[str, str]]:
    """What somebody is vaccinated with, the latest first; missing: how many are not here.

    names: of the users and practitioners who recorded something of the chart.
    """
    told = [one for one in immunizations if one.status != EventStatus.ENTERED_IN_ERROR]
    told.sort(key=lambda one: one.occurred_on or "", reverse=True)
    facts = [
        (shown_date(one.occurred_on), _lines(_vaccinated(one), origin_words(one, names)))
        for one in told[:_RECENT]
    ]
    if len(told) > _RECENT:
        facts.append(("", _tr("and {0} more").format(len(told) - _RECENT)))
    return [*facts, ("", missing_line(missing))] if missing else facts


def _vaccinated(one: Immunization) -> str:
    """The vaccine, and which dose; where it was not given, that."""
    if one.status != EventStatus.COMPLETED:
        return f"{one.text}: {shown_choice(one.status, EventStatus)}"
    if one.dose_number is None:
        return one.text
    return f"{one.text}, " + _tr("dose {0}").format(one.dose_number)


def note_facts(
    notes: Sequence[HealthRecord], missing: int, *, zone: str, names: Mapping[RecordId, str]
) -> list[tuple[str, str]]:
    """The latest notes with what they say and who wrote them; missing: how many are not here."""
    facts: list[tuple[str, str]] = []
    for one in notes:
        when = shown_visit(one.occurred_at, zone) if one.occurred_at else ""
        signed = "" if one.status == NoteStatus.FINAL else shown_choice(one.status, NoteStatus)
        head = " · ".join(part for part in (one.title, signed) if part)
        words = "" if one.status == NoteStatus.ENTERED_IN_ERROR else one.text
        facts.append((when, _lines(head, words, origin_words(one, names))))
    return [*facts, ("", missing_line(missing))] if missing else facts


def vitals_facts(
    vitals: Sequence[VitalSigns], zone: str, *, names: Mapping[RecordId, str]
) -> list[tuple[str, str]]:
    """The latest round of measurements, each with its unit, and who wrote it down."""
    return [
        (shown_visit(one.measured_at, zone), _lines(*vitals_lines(one), origin_words(one, names)))
        for one in vitals[:1]
    ]


def address_of(patient: Patient) -> str:
    """Where somebody lives, line by line."""
    town = " ".join(part for part in (patient.city, patient.state, patient.postal_code) if part)
    lines = (patient.address_line, patient.address_line2, town, patient.country)
    return "\n".join(line for line in lines if line)


def recall_facts(
    recalls: Sequence[RecallLine], *, zone: str, now: datetime
) -> list[tuple[str, str]]:
    """When the patient is to be called in again, what for, and how it stands."""
    today = now.astimezone(ZoneInfo(zone)).date().isoformat()
    facts: list[tuple[str, str]] = []
    for one in recalls[:_RECENT]:
        parts = (
            " · ".join(part for part in (one.visit_type_name, one.recall.reason) if part),
            recall_state(one, zone=zone, today=today),
        )
        due = shown_date(one.recall.due_on.isoformat())
        facts.append((due, _lines(*parts)))
    return facts


def recent_facts(figures: PatientFigures, zone: str) -> list[tuple[str, str]]:
    """What happened lately, the newest first."""
    facts = [
        (
            shown_date(one.at.astimezone(ZoneInfo(zone)).date().isoformat()),
            f"{_tr(str(_KINDS[one.entity]))}: {_titled(one.entity, one.text)}",
        )
        for one in figures.recent[:_RECENT]
    ]
    missing = sum(figures.at_server.values())
    return [*facts, ("", missing_line(missing))] if missing else facts


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _titled(entity: str, text: str) -> str:
    if entity == "appointment":
        day, _, time = text.partition("T")
        return f"{shown_date(day)} {time}"
    return shown_choice(text) if entity == "payment" else text


def _way(relation: Relation) -> str:
    return " › ".join(_tr(str(_LINKS[LinkKind(kind)])) for kind in relation.kinds)


def _tr(text: str) -> str:
    return QCoreApplication.translate("PatientGlance", text)
