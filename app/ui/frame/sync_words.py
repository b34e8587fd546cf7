"""How the desk stands with the server, in words and a tone: decided here, painted elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from app.domain.operations import OperationState, Pending
from app.ui.theme.tokens import Tone
from app.ui.wording import shown_entity, shown_time

if TYPE_CHECKING:
    from app.sync.status import SyncStatus


@dataclass(frozen=True, slots=True)
class PillWords:
    """What the pill shows."""

    text: str
    tone: Tone
    icon: str


def _tr(text: str) -> str:
    return QCoreApplication.translate("sync", text)


def pill_words(status: SyncStatus | None, zone: str) -> PillWords:
    """The pill's text for a status; None is a desk that was never joined to a server."""
    if status is None:
        return PillWords(_tr("This computer only"), Tone.NEUTRAL, "monitor")
    state = status.state.value
    waiting = status.waiting
    tail = _tr(" · {0} waiting").format(waiting) if waiting else ""
    fixed = {
        "needs_login": (_tr("Sign in needed"), Tone.DANGER, "key-round"),
        "revoked": (_tr("Access withdrawn"), Tone.DANGER, "lock"),
        "upgrade": (_tr("Update needed"), Tone.DANGER, "info"),
        "offline": (_tr("Offline") + tail, Tone.WARN, "cloud-off"),
        "paused": (_tr("Offline") + tail, Tone.WARN, "cloud-off"),
    }
    if state in fixed:
        return PillWords(*fixed[state])
    if status.conflicted or status.quarantined:
        return _attention(status.conflicted, status.quarantined)
    if state == "syncing":
        return PillWords(_syncing(status), Tone.INFO, "refresh-cw")
    at = status.last_synced_at
    text = _tr("Synced {0}").format(shown_time(at, zone)) if at else _tr("Synced")
    return PillWords(text, Tone.OK, "check")


def status_sentence(status: SyncStatus | None, zone: str) -> str:
    """One or two sentences for the popover."""
    if status is None:
        return _tr("This desk is not joined to a server. Everything is kept on this computer.")
    if status.state.value == "offline":
        return offline_sentence(status, zone)
    known = {
        "paused": _tr("You chose to work offline. Changes are kept on this computer."),
        "needs_login": _tr("The server asks you to sign in again. Changes are kept until then."),
        "revoked": _tr("The server no longer accepts this computer. Ask your administrator."),
        "upgrade": _tr("The server needs a newer version of this program."),
        "syncing": _tr("Sending and fetching changes."),
        "synced": _tr("Everything on this computer is on the server too."),
    }
    return known[status.state.value]


def offline_sentence(status: SyncStatus, zone: str) -> str:
    """The banner's words: since when, and that nothing is lost."""
    since = status.offline_since
    begin = (
        _tr("You are working offline since {0}.").format(shown_time(since, zone))
        if since
        else _tr("You are working offline.")
    )
    rest = _tr("Changes are saved on this computer and will be sent when the connection returns.")
    return f"{begin} {rest}"


def pending_words(pending: Pending, zone: str) -> tuple[str, str]:
    """One line of the waiting list: what changed, and where it stands."""
    kinds = {
        "create": _tr("{0} added"),
        "update": _tr("{0} changed"),
        "delete": _tr("{0} removed"),
        "restore": _tr("{0} restored"),
        "action": _tr("{0} moved on"),
    }
    what = kinds[pending.operation.kind].format(shown_entity(pending.operation.entity))
    states = {
        OperationState.CONFLICTED: _tr("conflict"),
        OperationState.QUARANTINED: _tr("needs a person"),
        OperationState.BLOCKED: _tr("waits for another change"),
        OperationState.INFLIGHT: _tr("being sent"),
    }
    stands = states.get(pending.state, _tr("waiting"))
    if pending.created_at is None:
        return what, stands
    return what, f"{shown_time(pending.created_at, zone)}  ·  {stands}"


def _attention(conflicted: int, quarantined: int) -> PillWords:
    if conflicted:
        text = _tr("1 conflict") if conflicted == 1 else _tr("{0} conflicts").format(conflicted)
        return PillWords(text, Tone.DANGER, "git-compare")
    return PillWords(_tr("{0} need attention").format(quarantined), Tone.DANGER, "triangle-alert")


def _syncing(status: SyncStatus) -> str:
    if not status.waiting:
        return _tr("Syncing")
    sent = status.progress.pushed
    return _tr("Syncing {0} of {1}").format(sent + 1, sent + status.waiting)
