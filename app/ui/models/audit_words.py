"""Events of the audit trail as sentences people can read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from PySide6.QtCore import QCoreApplication

from app.domain.audit import AuditAction as Did
from app.domain.backup_origin import OpenedWith, origin_in
from app.domain.disclosing import recipient_in
from app.domain.inviting import invited_in
from app.services.audit_trail import AuditEntry
from app.ui.error_presenter import field_words
from app.ui.habits import clock_words
from app.ui.theme.tokens import Tone
from app.ui.vocabulary import inside
from app.ui.wording import shown_choice, shown_date, shown_entity

_MOST_FIELDS = 4


def _tr(text: str) -> str:
    return QCoreApplication.translate("audit", text)


def sentence(entry: AuditEntry) -> str:
    """ "Sara Nyberg changed phone and city of Amara Okafor"."""
    return f"{who_words(entry)} {deed(entry)}"


def who_words(entry: AuditEntry) -> str:
    """Who did it; somebody without a record any more has none of a name."""
    return entry.who or _tr("Somebody who is no longer listed")


def deed(entry: AuditEntry) -> str:
    """What was done, without who."""
    line = entry.line
    match line.action:
        case Did.VIEW | Did.SEARCH | Did.LIST:
            return _looked(entry)
        case Did.PRINT | Did.EXPORT | Did.IMPORT | Did.CHECKPOINT:
            return _handed_out(entry)
        case Did.DENY:
            return _tr("was denied: {0}").format(", ".join(map(permission_words, line.fields)))
        case Did.SYNC_APPLY:
            return _tr("received {0} changes of other desks").format(line.result_count or 0)
        case Did.SERVER_RESTORED:
            sent = _tr("sent {0} changes again: the server was put back to a backup")
            return sent.format(line.result_count or 0)
        case Did.BASE_DIFFERS:
            fetched = _tr("fetched anew what differed from the server: {0}")
            return fetched.format(fields_words(line.fields))
        case Did.NEWER_HERE:
            return _tr("kept what is newer here than at the server: {0}").format(_thing(entry))
        case Did.BREAK_GLASS:
            return _tr("broke the glass for {0}").format(entry.patient or _tr("a patient"))
        case Did.DRAFT_DISCARDED:
            return _tr("threw away unsaved text: {0}").format(_thing(entry))
        case _:
            return _changed(entry)


def permission_words(name: str) -> str:
    """A permission's name as words: "patient.edit" → "patient, edit"."""
    return name.replace("_", " ").replace(".", ", ")


def fields_words(fields: Sequence[str]) -> str:
    """Field names in a row: "phone and city"; of many the first ones and how many more."""
    names = [inside(field_words(name)) for name in fields if ":" not in name]
    if len(names) > _MOST_FIELDS:
        more = len(names) - _MOST_FIELDS + 1
        names = [*names[: _MOST_FIELDS - 1], _tr("{0} more").format(more)]
    if len(names) < 2:
        return "".join(names)
    return _tr("{0} and {1}").format(", ".join(names[:-1]), names[-1])


def action_words(action: str) -> str:
    """An action's short name."""
    known = {
        Did.VIEW: _tr("Looked at"),
        Did.SEARCH: _tr("Searched"),
        Did.CHECKPOINT: _tr("Checkpoint"),
        Did.LIST: _tr("Listed"),
        Did.DENY: _tr("Denied"),
        Did.SYNC_APPLY: _tr("Received"),
        Did.UPDATE: _tr("Changed"),
        Did.CREATE: _tr("Added"),
        Did.DELETE: _tr("Removed"),
        Did.RESTORE: _tr("Brought back"),
    }
    return known.get(Did(action), shown_choice(action)) if action in _ACTIONS else action


def look_of(action: str) -> tuple[Tone, str]:
    """The colour and icon of an event; the words always stand beside them."""
    if action in (Did.DENY, Did.SIGN_IN_FAILED):
        return Tone.DANGER, "circle-x"
    if action in (Did.BREAK_GLASS, Did.AUDIT_TRAIL_ACCEPTED, Did.RECORDS_UNFIT):
        return Tone.WARN, "triangle-alert"
    if action in (Did.EXPORT, Did.PRINT, Did.BACKUP_MADE):
        return Tone.VIOLET, "download"
    if action in (Did.VIEW, Did.LIST, Did.SEARCH):
        return Tone.INFO, "search"
    if action in CHANGED:
        return Tone.OK, "pencil"
    return Tone.NEUTRAL, "circle-dot"


CHANGED = (
    Did.CREATE,
    Did.UPDATE,
    Did.DELETE,
    Did.RESTORE,
    Did.TRANSITION,
    Did.TRANSFER,
    Did.MERGE,
    Did.UNMERGE,
    Did.RESOLVE,
    Did.CLAIM,
    Did.REOPEN,
    Did.REVIEW,
    Did.CARRY_OUT,
)
_ACTIONS = frozenset(str(action) for action in Did)


def kinds() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What the list can be narrowed to: words, and the actions they stand for."""
    access = (Did.SIGN_IN, Did.SIGN_IN_FAILED, Did.SIGN_OUT, Did.SWITCH_USER, Did.ACT_AS)
    lock = (Did.LOCK, Did.UNLOCK, Did.LEASE_ENDED)
    keys = (
        *(Did.USER_ADDED, Did.USER_REMOVED, Did.INVITED),
        *(Did.WORKSTATION_REVOKE_ASKED, Did.WORKSTATION_REVOKE_REFUSED, Did.WORKSTATION_REVOKED),
        *(Did.PIN_CHANGED, Did.PIN_REMOVED),
        *(Did.PASSPHRASE_CHANGED, Did.KEYS_ROTATED, Did.RECOVERY_CODE_MADE, Did.RECOVERED),
        *(Did.BACKUP_MADE, Did.RESTORED, Did.ERASED, Did.PURGED, Did.REDUCED_PROTECTION),
    )
    synchronised = (
        *(Did.SYNC_APPLY, Did.DISCARD, Did.BASE_DIFFERS, Did.SERVER_RESTORED, Did.NEWER_HERE),
    )
    return (
        (_tr("Everything"), ()),
        (_tr("Looked at"), (Did.VIEW, Did.LIST, Did.SEARCH)),
        (_tr("Changed"), CHANGED),
        (_tr("Handed out"), (Did.EXPORT, Did.PRINT)),
        (_tr("Denied"), (Did.DENY,)),
        (_tr("Broken glass"), (Did.BREAK_GLASS, Did.REVIEW)),
        (_tr("Sign-in and lock"), access + lock),
        (_tr("Keys and backup"), keys),
        (_tr("Synchronised"), synchronised),
    )


def _looked(entry: AuditEntry) -> str:
    line = entry.line
    if line.action == Did.SEARCH:
        return _tr("looked for patients ({0} found)").format(line.result_count or 0)
    if line.action == Did.LIST:
        return _tr("looked at a list: {0} ({1})").format(_things(line.entity), _count(entry))
    if line.entity == "audit":
        return _tr("read the audit trail")
    return _tr("looked at {0}").format(_thing(entry))


def _changed(entry: AuditEntry) -> str:
    line = entry.line
    match line.action:
        case Did.UPDATE if line.fields:
            words = _tr("changed {0} of {1}")
            return words.format(fields_words(line.fields), _thing(entry))
        case Did.CREATE if line.entity == "break_glass":
            whom = entry.patient or _tr("a patient")
            return _tr("put the broken glass for {0} up for review").format(whom)
        case Did.CREATE:
            return _tr("added {0}").format(_thing(entry))
        case Did.DELETE:
            return _tr("removed {0}").format(_thing(entry))
        case Did.RESTORE:
            return _tr("brought back {0}").format(_thing(entry))
        case Did.TRANSITION:
            return _tr("moved {0} on").format(_thing(entry))
        case Did.TRANSFER:
            return _tr("transferred {0} to another location").format(_thing(entry))
        case Did.RESOLVE:
            return _tr("decided a conflict of {0}").format(entry.patient or _tr("a record"))
        case Did.REVIEW:
            return _tr("reviewed a broken glass for {0}").format(entry.patient or _tr("a patient"))
        case _:
            return _plain_words(line.fields).get(line.action, inside(shown_choice(line.action)))


def _handed_out(entry: AuditEntry) -> str:
    line, is_one = entry.line, bool(entry.patient or entry.record)
    what = _thing(entry) if is_one else _things(line.entity)
    match line.action:
        case Did.PRINT | Did.EXPORT if to := recipient_in(line.fields):
            return _tr("gave a summary to {1}: {0}").format(what, to)
        case Did.PRINT:
            return _tr("printed {0}").format(what)
        case Did.EXPORT if line.result_count is None:
            return _tr("exported {0}").format(what)
        case Did.EXPORT:
            return _tr("exported {0} ({1})").format(what, _count(entry))
        case Did.IMPORT:
            return _tr("imported a file ({0})").format(_count(entry))
        case _:
            return _tr("noted where the trail stands ({0} events)").format(_count(entry))


def _restored(fields: Sequence[str]) -> str:
    """Which backup this desk was made from, and with which secret; events of before this was
    written down say only that it was."""
    origin = origin_in(fields)
    if origin is None:
        return _tr("restored a backup")
    day = shown_date(origin.made_at.date().isoformat())
    when = f"{day}, {clock_words(origin.made_at)}"
    match origin.opened_with:
        case OpenedWith.PASSPHRASE:
            words = _tr("restored the backup of {0} with a passphrase, from the file {1}")
        case OpenedWith.RECOVERY_CODE:
            words = _tr("restored the backup of {0} with the recovery code, from the file {1}")
        case _ as never:
            assert_never(never)
    return words.format(when, origin.file)


def _plain_words(fields: Sequence[str]) -> dict[str, str]:
    return {
        Did.MERGE: _tr("merged two records of one person"),
        Did.UNMERGE: _tr("took a merge of two records back"),
        Did.SIGN_IN: _tr("signed in"),
        Did.SIGN_IN_FAILED: _tr("failed to sign in"),
        Did.SIGN_OUT: _tr("signed out"),
        Did.SWITCH_USER: _tr("took over the desk"),
        Did.ACT_AS: _tr("began to work in another role"),
        Did.LOCK: _tr("locked the desk"),
        Did.UNLOCK: _tr("unlocked the desk"),
        Did.LEASE_ENDED: _tr("was shut out: the time without the server ran out"),
        Did.USER_ADDED: _tr("added a user"),
        Did.USER_REMOVED: _tr("removed a user"),
        Did.INVITED: _tr("made a code with which {0} can join").format(invited_in(fields)),
        Did.WORKSTATION_REVOKE_ASKED: _tr("asked the server to shut a workstation out"),
        Did.WORKSTATION_REVOKE_REFUSED: _tr("could not shut a workstation out: the server refused"),
        Did.WORKSTATION_REVOKED: _tr("shut a workstation out"),
        Did.PIN_CHANGED: _tr("set a PIN"),
        Did.PIN_REMOVED: _tr("removed a PIN"),
        Did.PASSPHRASE_CHANGED: _tr("changed a passphrase"),
        Did.KEYS_ROTATED: _tr("gave the desk new keys"),
        Did.RECOVERY_CODE_MADE: _tr("made a recovery code"),
        Did.RECOVERED: _tr("opened the desk with the recovery code"),
        Did.REDUCED_PROTECTION: _tr("made this desk without a keyring: reduced protection"),
        Did.BACKUP_MADE: _tr("made a backup"),
        Did.RESTORED: _restored(fields),
        Did.PURGED: _tr("removed what was kept too long"),
        Did.CLAIM: _tr("took on a conflict, or gave it back"),
        Did.REOPEN: _tr("opened a decided conflict again"),
        Did.DISCARD: _tr("gave up a change the server refused"),
        Did.RECORDS_UNFIT: _tr("found the desk not as its trail left it"),
        Did.AUDIT_TRAIL_ACCEPTED: _tr("went on from a trail that did not fit"),
    }


def _thing(entry: AuditEntry) -> str:
    """What it was done to: the patient's name, "allergy of …", or the record type."""
    entity, patient = entry.line.entity, entry.patient
    if entity == "patient" or not entity:
        return patient or entry.record or _tr("a patient")
    noun = inside(shown_entity(entity))
    if entry.record:
        return f"{noun} {entry.record}"
    return _tr("{0} of {1}").format(noun, patient) if patient else noun


def _things(entity: str) -> str:
    known = {
        "patient": _tr("patients"),
        "appointment": _tr("appointments"),
        "sync_conflict": _tr("conflicts"),
        "outbox": _tr("unsent changes"),
        "break_glass": _tr("broken glass"),
        "audit": _tr("the audit trail"),
        "recovery_sheet": _tr("the sheet with the recovery code"),
        "window": _tr("a picture of the window"),
    }
    return known.get(entity, inside(shown_entity(entity)))


def _count(entry: AuditEntry) -> str:
    return f"{entry.line.result_count or 0:,}"
