"""What is said about held notices: to staff behind the bell, and to the patient in the message."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app.domain.telling import HeldNotice, Telling
from app.ui.wording import shown_time, shown_visit


def _tr(text: str) -> str:
    return QCoreApplication.translate("held_notices", text)


def subject(notices: Sequence[HeldNotice]) -> str:
    """What the message is about."""
    return _tr("Your appointment") if len(notices) == 1 else _tr("Your appointments")


def message(notices: Sequence[HeldNotice], *, clinic: str, zone: str) -> str:
    """The message to one patient; {patient} stands where their name goes."""
    lines = [_tr("Dear {0},").format("{patient}"), *(_line(one, zone) for one in notices)]
    if any(one.telling is Telling.MOVED for one in notices):
        lines.append(_tr("Please tell us if that does not suit you."))
    return "\n".join([*lines, clinic])


def waiting_words(notices: Sequence[HeldNotice], zone: str, *, may_tell: bool) -> str:
    """What waits for one patient, without their name."""
    first = notices[0]
    was = shown_visit(first.known.starts_at, zone, weekday=True)
    if len(notices) > 1:
        what = _tr("{0} visits of one patient changed, the first of {1}.").format(len(notices), was)
    elif first.telling is Telling.CANCELLED:
        what = _tr("The visit of {0} was cancelled.").format(was)
    else:
        now, doctor = shown_visit(first.now.starts_at, zone, weekday=True), first.practitioner_name
        there = f"{now}, {doctor}" if doctor else now
        what = _tr("The visit of {0} is now {1}.").format(was, there)
    due = shown_time(max(one.due_at for one in notices), zone)
    who = _tr("A message to the patient is drafted at {0}.").format(due)
    return f"{what} {who if may_tell else _tr('Somebody who writes messages drafts the message.')}"


def drafted_words() -> str:
    """Said once a message was drafted."""
    return _tr("A message about a changed visit was drafted: Sync centre, Messages to send.")


def _line(notice: HeldNotice, zone: str) -> str:
    known, now, doctor = notice.known, notice.now, notice.practitioner_name
    was, will = (shown_visit(one.starts_at, zone, weekday=True) for one in (known, now))
    if notice.telling is Telling.CANCELLED:
        return _tr("Your appointment of {0} was cancelled.").format(was)
    if not known.is_on:
        return _tr("Your appointment of {0} takes place.").format(will)
    if not doctor or known.practitioner_id == now.practitioner_id:
        return _tr("Your appointment of {0} was moved to {1}.").format(was, will)
    if known.starts_at == now.starts_at:
        return _tr("Your appointment of {0} is with {1} now.").format(was, doctor)
    return _tr("Your appointment of {0} was moved to {1}, with {2}.").format(was, will, doctor)
