"""How the desk stands with the server, in words and a tone: decided here, painted elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from app.domain.errors import QuotaExceeded
from app.domain.operations import DISCARD, ROW_LOST, OperationState
from app.domain.phi import quiet
from app.ui.models.conflict_words import age_words
from app.ui.theme.tokens import Tone
from app.ui.wording import shown_entity, shown_time

if TYPE_CHECKING:
    from datetime import datetime

    from app.services.conflicts import Summary
    from app.services.waiting import WaitingChange
    from app.sync.status import SyncStatus

_SESSION_CODES = frozenset({"actor_not_here", "needs_actor_session"})
"""The server's words for work it takes only in a session of the person who did it."""


@dataclass(frozen=True, slots=True)
class PillWords:
    """What the pill shows."""

    text: str
    tone: Tone
    icon: str


def _tr(text: str) -> str:
    return QCoreApplication.translate("sync", text)


def pill_words(
    status: SyncStatus | None,
    zone: str,
    *,
    conflicts: Summary | None = None,
    now: datetime | None = None,
) -> PillWords:
    """The pill's text for a status; None is a desk that was never joined to a server.

    conflicts: those of the whole clinic, with the age of the oldest; None: not read yet, then this
    desk's own held-back changes are counted.
    """
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
    waits = status.conflicted if conflicts is None else conflicts.count
    if waits or status.quarantined:
        since = conflicts.oldest_at if conflicts else None
        age = age_words(since, now) if since is not None and now is not None else ""
        return _attention(waits, status.quarantined, age)
    if state == "syncing":
        return PillWords(_syncing(status), Tone.INFO, "refresh-cw")
    at = status.last_synced_at
    text = _tr("Synced {0}").format(shown_time(at, zone)) if at else _tr("Synced")
    return PillWords(text, Tone.OK, "check")


def status_sentence(status: SyncStatus | None, zone: str) -> str:
    """One or two sentences for the top of the Sync centre."""
    if status is None:
        return _tr("This desk is not joined to a server. Everything is kept on this computer.")
    if status.state.value == "offline":
        return offline_sentence(status, zone)
    known = {
        "paused": _tr("You chose to work offline. Changes are kept on this computer."),
        "needs_login": _tr(
            "The server wants your passphrase again: a PIN opens this desk only. "
            "Changes are kept on this computer until then."
        ),
        "revoked": _tr("The server no longer accepts this computer. Ask your administrator."),
        "upgrade": _tr("The server needs a newer version of this program."),
        "syncing": _tr("Sending and fetching changes."),
        "synced": _synced_sentence(status),
    }
    return known[status.state.value]


def _synced_sentence(status: SyncStatus) -> str:
    """What was refused is not on the server; what is in conflict is, beside the other value."""
    refused, held_back = status.quarantined, status.conflicted
    if refused == 1:
        return _tr("1 change was not taken by the server: it is on this computer only.")
    if refused:
        return _tr(
            "{0} changes were not taken by the server: they are on this computer only."
        ).format(f"{refused:,}")
    if held_back == 1:
        return _tr("Everything was sent; 1 change waits for somebody to decide.")
    if held_back:
        return _tr("Everything was sent; {0} changes wait for somebody to decide.").format(
            f"{held_back:,}"
        )
    return _tr("Everything on this computer is on the server too.")


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


@quiet
@dataclass(frozen=True, slots=True)
class WaitingWords:
    """One entry of the waiting list; help is what somebody has to do, "" where nothing."""

    what: str
    stands: str
    help: str = ""
    deed: str = ""
    """The kind of change alone."""
    state: str = ""
    """Where it stands alone."""


def waiting_words(change: WaitingChange, zone: str, *, user_id: str) -> WaitingWords:
    """What changed, of whom and by whom, where it stands, and what would send it."""
    kinds = {
        "create": _tr("{0} added"),
        "update": _tr("{0} changed"),
        "delete": _tr("{0} removed"),
        "restore": _tr("{0} restored"),
        "action": _tr("{0} moved on"),
    }
    kind = _tr("{0} discarded") if change.action == DISCARD else kinds[change.kind]
    deed = kind.format(shown_entity(change.entity))
    state = _state_words(change)
    is_mine = change.actor_id == user_id
    stands = [
        shown_time(change.made_at, zone) if change.made_at else "",
        "" if is_mine else change.actor_name,
        state,
    ]
    return WaitingWords(
        "  ·  ".join(part for part in (deed, change.patient_name) if part),
        "  ·  ".join(part for part in stands if part),
        _help(change, is_mine=is_mine),
        deed,
        state,
    )


def needs_own_session(change: WaitingChange, *, user_id: str) -> bool:
    """Whether a change goes as soon as the signed-in person shows the server their passphrase."""
    return change.actor_id == user_id and _waits_for_a_session(change)


def _waits_for_a_session(change: WaitingChange) -> bool:
    return change.state is OperationState.BLOCKED and change.code in _SESSION_CODES


def _waits_for_room(change: WaitingChange) -> bool:
    return change.state is OperationState.RETRY and change.code == QuotaExceeded.code


def _state_words(change: WaitingChange) -> str:
    if _waits_for_room(change):
        return _tr("waits for room at the server")
    if _waits_for_a_session(change):
        return _tr("waits for a person")
    states = {
        OperationState.CONFLICTED: _tr("conflict"),
        OperationState.QUARANTINED: _tr("needs a person"),
        OperationState.BLOCKED: _tr("waits for another change"),
        OperationState.INFLIGHT: _tr("being sent"),
    }
    return states.get(change.state, _tr("waiting"))


def _help(change: WaitingChange, *, is_mine: bool) -> str:
    """Who has to do what; the server takes some work only from whoever did it."""
    if _waits_for_room(change):
        return _tr(
            "The clinic keeps as much at the server as it may. It is kept on this computer until "
            "then: ask whoever runs the server for more room."
        )
    if change.state is OperationState.QUARANTINED:
        return entry_help(change.code)
    if not _waits_for_a_session(change):
        return ""
    if is_mine:
        return _tr("Sign in to the server, and it is sent.")
    if not change.actor_name:
        return _tr("Whoever did it must sign in to the server at this desk.")
    return _tr("{0} must unlock this desk, open this list and sign in to the server.").format(
        change.actor_name
    )


def entry_help(code: str) -> str:
    """Why the server did not take something (ledger_rules.py, tills.py, errors.py say the code)."""
    return {
        **_patient_help(),
        ROW_LOST: _tr(
            "The server was put back to a backup that lacks what this is about, and no desk has "
            "brought it back yet. It is tried again by itself every six hours."
        ),
        "entry_twice": _tr("Another desk took this entry back already. Discard this one."),
        "entry_owes_less": _tr(
            "Another desk paid this charge meanwhile. The money is kept as the patient's credit."
        ),
        "entry_has_less": _tr(
            "Another desk used this payment meanwhile. Discard this, and look at the account."
        ),
        "entry_still_stands": _tr(
            "Another desk entered something on it meanwhile. Take that back first."
        ),
        "entry_over_limit": _tr("It is over what the front desk may enter. Ask billing."),
        "entry_other_currency": _tr(
            "It is in another currency than the clinic's. Enter amount and currency anew."
        ),
        "entry_currency_used": _tr(
            "Amounts are in the clinic's present currency, so that stays. Discard this change, and "
            "make the others anew."
        ),
        "entry_other_account": _tr(
            "It names an entry of another account. Discard it, and enter it there."
        ),
        "entry_not_turned": _tr(
            "It does not turn exactly one entry around. Discard it, and take the entry back again."
        ),
        "entry_day_closed": _tr("The day was closed meanwhile. Enter it on another day."),
        "entry_other_desk": _tr(
            "A drawer is opened and closed at its own desk. Discard this here, and send it there."
        ),
        "entry_drawer_open": _tr("Another drawer of this desk is open. Close that one first."),
        "entry_drawer_closed": _tr("The drawer was closed meanwhile. Take the entry back again."),
        "entry_other_drawer": _tr(
            "It names a drawer that the entry did not go through. Discard it, and enter it again."
        ),
        "entry_no_drawer": _tr("A drawer is open at this desk. Enter it through that one."),
        "entry_odd_day": _tr("Its day is too far from today. Enter it on another day."),
        "entry_not_brought": _tr("Only an import of another system's books brings such an entry."),
        "entry_other_entries": _tr(
            "The server knows other entries of this day. Sync, then close the day again."
        ),
    }.get(code, "")


def _patient_help() -> dict[str, str]:
    return {
        "patient_deleted": _tr(
            "The patient was deleted meanwhile. Bring the patient back, then send this again."
        ),
        "patient_kept": _tr(
            "There are records to keep of this patient. Discard the removal, which brings the "
            "patient back, and archive or merge them."
        ),
    }


def _attention(conflicted: int, quarantined: int, age: str) -> PillWords:
    if conflicted:
        text = _tr("1 conflict") if conflicted == 1 else _tr("{0} conflicts").format(conflicted)
        text = f"{text} · {age}" if age else text
        return PillWords(text, Tone.DANGER, "git-compare")
    one, more = _tr("1 needs attention"), _tr("{0} need attention").format(quarantined)
    return PillWords(one if quarantined == 1 else more, Tone.DANGER, "triangle-alert")


def _syncing(status: SyncStatus) -> str:
    if status.loading is not None:
        return _tr("Loading {0} %").format(status.loading.percent)
    if not status.waiting:
        return _tr("Syncing")
    sent = status.progress.pushed
    return _tr("Syncing {0} of {1}").format(sent + 1, sent + status.waiting)
