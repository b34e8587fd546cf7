"""Words for people: what an error means and what they can do about it."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication

from app.domain.errors import (
    AccountClosed,
    ApiError,
    AuditTrailBroken,
    ClinicError,
    DatabaseDamaged,
    DiskTrouble,
    InvalidRecord,
    InvalidTransition,
    InvalidValue,
    KeyringUnavailable,
    NeedsLogin,
    OpenFailed,
    PatientKept,
    PermissionDenied,
    PinDisabled,
    QuotaExceeded,
    RecordNotFound,
    SlotTaken,
    StaleVersion,
    StorageBusy,
    StorageFull,
    TooManyAttempts,
    TransactionTimeout,
    Unreachable,
    WrongPassphrase,
)
from app.domain.file_errors import FileDamaged, FileMissing
from app.ui.models.day_words import taken_words
from app.ui.permission_words import denied_words
from app.ui.removal_words import why_kept
from app.ui.vocabulary import field_said, reason_said


def _tr(text: str) -> str:
    return QCoreApplication.translate("errors", text)


def words_for(error: BaseException) -> str:
    """One or two plain sentences; never patient data, never a stack trace."""
    if isinstance(error, PatientKept):
        return why_kept(error.kinds)
    if isinstance(error, InvalidValue):
        return _invalid(error)
    if isinstance(error, TooManyAttempts):
        seconds = max(1, math.ceil(error.wait_s))
        return _tr("Too many failures. Try again in {seconds} s.").format(seconds=seconds)
    if isinstance(error, PermissionDenied):
        return denied_words(error.role, error.permission, error.needs)
    if isinstance(error, SlotTaken):
        return taken_words(error, _tr("That time is taken."))
    for kind, text in _words():
        if isinstance(error, kind):
            return text
    return _tr("Something went wrong. Nothing was lost; please try again.")


def field_words(field: str) -> str:
    """A field's name as forms show it: "family_name" → "Family name"."""
    known = {
        "mrn": _tr("MRN"),
        "authority": _tr("The file"),
        "birth_date": _tr("Date of birth"),
        "given_names": _tr("Given names"),
        "phone_mobile": _tr("Mobile phone"),
        "phone_work": _tr("Work phone"),
        "email": _tr("E-mail"),
        "address_line": _tr("Address"),
        "address_line2": _tr("Address, second line"),
        "state": _tr("State"),
        "practitioner_id": _tr("Provider"),
        "patient_id": _tr("Patient"),
        "starts_at": _tr("Start"),
        "length_min": _tr("Length"),
        "alert": _tr("Alert"),
        "copay_cents": _tr("Co-pay"),
        "systolic_mmhg": _tr("Systolic pressure"),
        "diastolic_mmhg": _tr("Diastolic pressure"),
        "pulse_per_min": _tr("Pulse"),
        "breaths_per_min": _tr("Breathing rate"),
        "temperature_centi_c": _tr("Temperature"),
        "oxygen_saturation_pct": _tr("Oxygen saturation"),
        "height_mm": _tr("Height"),
        "weight_g": _tr("Weight"),
        "pain_0_10": _tr("Pain"),
    }
    return known.get(field) or field_said(field)


def _invalid(error: InvalidValue) -> str:
    problems = error.problems if isinstance(error, InvalidRecord) else {error.field: error.reason}
    return "\n".join(
        f"{field_words(name)} {reason_said(reason)}." for name, reason in problems.items()
    )


def _words() -> tuple[tuple[type[ClinicError], str], ...]:
    return (
        (StaleVersion, _tr("Somebody changed this record meanwhile. Look at both and save again.")),
        (RecordNotFound, _tr("This record is no longer there.")),
        (
            QuotaExceeded,
            _tr(
                "The clinic keeps as much at the server as it may. "
                "Ask whoever runs the server for more room."
            ),
        ),
        (TransactionTimeout, _tr("This took too long and was given up; nothing was saved.")),
        (InvalidTransition, _tr("The visit has moved on; this step no longer fits.")),
        (WrongPassphrase, _tr("That passphrase does not open this clinic.")),
        (AccountClosed, _tr("This account was closed. Ask an administrator of the clinic.")),
        (
            PinDisabled,
            _tr("This PIN failed too often. Sign in with your passphrase, then use it again."),
        ),
        (KeyringUnavailable, _tr("The computer's keyring is not available.")),
        (OpenFailed, _tr("The clinic's database could not be opened.")),
        (DatabaseDamaged, _tr("The clinic's database is damaged. Restore a backup.")),
        (
            AuditTrailBroken,
            _tr("Nothing can be saved here: the audit trail was changed. Tell your administrator."),
        ),
        (FileMissing, _tr("The file is not here yet. It is on its way from another desk.")),
        (FileDamaged, _tr("The file is damaged, and the server does not have it. File it again.")),
        (StorageFull, _tr("The disk is full; the change was not saved. Make room and try again.")),
        (
            DiskTrouble,
            _tr(
                "The disk could not be read or written; it may be full or failing. "
                "Nothing was saved."
            ),
        ),
        (StorageBusy, _tr("Another program is using the database. Close it and try again.")),
        (NeedsLogin, _tr("Sign in to the server again to go on syncing.")),
        (Unreachable, _tr("The server cannot be reached. Changes are kept on this computer.")),
        (ApiError, _tr("The server could not do this now. Changes are kept on this computer.")),
    )
