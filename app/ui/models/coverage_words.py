"""Policies, cards and payers' answers in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.domain.eligibility import Differing, EligibilityReply, Judged
from app.domain.patient import Coverage, CoverageOrder, Eligibility, Patient
from app.ui.models.billing_words import shown_money
from app.ui.wording import shown_choice, shown_date


def said(text: str) -> str:
    """A text in the window's language."""
    return QCoreApplication.translate("coverage", text)


def status_words(status: str) -> str:
    """What a payer said, in a word."""
    known = {
        str(Eligibility.UNKNOWN): said("Not asked"),
        str(Eligibility.ACTIVE): said("Active"),
        str(Eligibility.INACTIVE): said("Not active"),
        str(Eligibility.ERROR): said("No answer"),
    }
    return known.get(status) or shown_choice(status)


def side_words(side: str) -> str:
    """Which side of a card."""
    return said("Front") if side == "front" else said("Back")


def card_title(coverage: Coverage, side: str) -> str:
    """What a picture of a card is called among the documents."""
    return said("Insurance card, {0}: {1}").format(side_words(side).lower(), coverage.payer)


def policy_facts(coverage: Coverage, currency: str) -> tuple[str, str]:
    """A policy as the chart lists it: its order, and what is known of it below each other."""
    until = said("until {0}").format(shown_date(coverage.valid_to)) if coverage.valid_to else ""
    group = said("group {0}").format(coverage.group_number) if coverage.group_number else ""
    copay = ""
    if coverage.copay_cents is not None:
        copay = said("co-pay {0}").format(shown_money(coverage.copay_cents, currency))
    answer = ""
    if coverage.eligibility != Eligibility.UNKNOWN:
        on = shown_date(coverage.eligibility_on) if coverage.eligibility_on else ""
        answer = " ".join(part for part in (status_words(coverage.eligibility), on) if part)
    holder = ""
    if coverage.subscriber_relationship != "self" and coverage.subscriber_name:
        holder = said("held by {0}").format(coverage.subscriber_name)
    lines = (coverage.payer, coverage.member_id, group, holder, until, copay, answer)
    return (
        shown_choice(coverage.order, CoverageOrder),
        "\n".join(line for line in lines if line),
    )


def reply_words(reply: EligibilityReply, currency: str) -> str:
    """What a payer answered, in one line."""
    parts = [status_words(reply.status)]
    if reply.rejection:
        parts.append(said("refused with code {0}").format(reply.rejection))
    if reply.plan:
        parts.append(reply.plan)
    if reply.copay_minor is not None:
        parts.append(said("co-pay {0}").format(shown_money(reply.copay_minor, currency)))
    if reply.answered_on is not None:
        parts.append(shown_date(reply.answered_on.isoformat()))
    return " · ".join(parts)


def difference_words(judged: Judged, patient: Patient, coverage: Coverage) -> str:
    """In what an answer differs from the chart, both sides named."""
    reply = judged.reply
    name = ", ".join(part for part in (reply.family_name, reply.given_names) if part)
    told = {
        Differing.NAME: (said("Name"), name, patient.display_name),
        Differing.BIRTH_DATE: (
            said("Born"),
            shown_date(reply.birth_date) if reply.birth_date else said("not said"),
            shown_date(patient.birth_date),
        ),
        Differing.MEMBER_ID: (
            said("Member number"),
            reply.member_id or said("not said"),
            coverage.member_id or said("not known"),
        ),
    }
    line = said("{0}: the answer says {1}, the chart {2}.")
    return "\n".join(line.format(*told[one]) for one in judged.differs)
