"""What consents are called, and the texts the program brings along; clinics add their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QCoreApplication

from app.domain.family import Consent, ConsentStatus
from app.domain.phi import quiet
from app.ui.wording import shown_date


def said(text: str) -> str:
    """A text in the window's language."""
    return QCoreApplication.translate("consent", text)


@quiet
@dataclass(frozen=True, slots=True)
class ConsentText:
    """A form to be signed: its kind, what stands over it, and what it says."""

    kind: str
    title: str
    text: str


def brought_along() -> tuple[ConsentText, ...]:
    """The forms every clinic has until it writes its own; {clinic} is the clinic's name."""
    return (*_about_care(), *_about_money_and_words())


def _about_care() -> tuple[ConsentText, ...]:
    return (
        ConsentText(
            "treatment",
            said("Consent to treatment"),
            said(
                "I agree to be examined and treated at {clinic}. What will be done, why, what "
                "can go wrong and what else could be done was explained to me, and my questions "
                "were answered. I can withdraw this consent at any time."
            ),
        ),
        ConsentText(
            "privacy",
            said("Notice of privacy practices"),
            said(
                "I was given the notice that says how {clinic} uses and shares information about "
                "my health, and what my rights are. I can ask for a copy at any time."
            ),
        ),
        ConsentText(
            "release",
            said("Release of information"),
            said(
                "{clinic} may give information about my health to:\n\n\nwhat it may give:\n\n\n"
                "I can withdraw this permission at any time, for what was not given yet."
            ),
        ),
    )


def _about_money_and_words() -> tuple[ConsentText, ...]:
    return (
        ConsentText(
            "billing",
            said("Assignment of benefits"),
            said(
                "My insurance may pay {clinic} directly, and {clinic} may tell it what it needs "
                "to know for that. I pay what my insurance does not."
            ),
        ),
        ConsentText(
            "sms",
            said("Text messages"),
            said(
                "{clinic} may send text messages about my appointments to my mobile phone. Text "
                "messages are not encrypted. I can end this at any time."
            ),
        ),
        ConsentText(
            "email",
            said("E-mail"),
            said(
                "{clinic} may write to me by e-mail. E-mail is not encrypted on its way. I can "
                "end this at any time."
            ),
        ),
    )


def shown_term(consent: Consent) -> str:
    """From when until when it holds, or that it was withdrawn and why."""
    if consent.status == ConsentStatus.WITHDRAWN:
        when = shown_date(consent.withdrawn_on.isoformat()) if consent.withdrawn_on else ""
        words = said("withdrawn {0}").format(when).strip()
        return f"{words}: {consent.withdrawal_reason}" if consent.withdrawal_reason else words
    if consent.status == ConsentStatus.REFUSED:
        return said("refused")
    parts: list[str] = []
    if consent.signed_on is not None:
        parts.append(said("signed {0}").format(shown_date(consent.signed_on.isoformat())))
    if consent.starts_on is not None and consent.starts_on != consent.signed_on:
        parts.append(said("from {0}").format(shown_date(consent.starts_on.isoformat())))
    if consent.ends_on is not None:
        parts.append(said("until {0}").format(shown_date(consent.ends_on.isoformat())))
    return ", ".join(parts)


def shown_kind(consent: Consent) -> str:
    """What stands over it; of older ones, what kind it is."""
    known = {one.kind: one.title for one in brought_along()}
    return consent.title or known.get(consent.kind, consent.kind)


def is_over(consent: Consent, today: date) -> bool:
    """Whether it does not hold any more, however it came."""
    is_past = consent.ends_on is not None and consent.ends_on < today
    return consent.status != ConsentStatus.ACTIVE or is_past
