"""Every error that crosses a room, with its code. Errors carry data, never patient text.

ClinicError
├── InvalidValue            INVALID_VALUE: one field is wrong: field, reason
│   ├── InvalidKey          INVALID_KEY: not the shape of an identifier, index or savepoint name
│   ├── InvalidEntry        an entry of an account does not add up with it
│   │   └── OverRefund      more is given back than is left
│   ├── PatientDeleted      a record is of a patient who was deleted
│   ├── PatientKept         a patient is not removed: there are records to keep: kinds
│   └── InvalidRecord       several fields are wrong at once
├── PermissionDenied        the acting user's role does not allow it
├── RecordNotFound          KEY_NOT_FOUND: no such record (or a tombstone)
├── StaleVersion            VERSION_CONFLICT: somebody changed the record since it was read
├── SlotTaken               the booking overlaps others
├── InvalidTransition       a status cannot follow the present one
├── ConnectionFailed        CONNECTION_FAILED: OpenFailed, Unreachable
├── ConnectionLost          CONNECTION_LOST: StoreClosed, AnswerLost
├── QuotaExceeded           QUOTA_EXCEEDED: the clinic keeps as much as it may: what, limit, used
├── StorageError
│   ├── OpenFailed          the database could not be opened with this key
│   ├── StoreClosed         the database was closed meanwhile
│   ├── TransactionAborted  TRANSACTION_ABORTED: nothing of it was kept
│   │   ├── TransactionTimeout      it took longer than it may
│   │   ├── ReadOnlyTransaction     only reading was agreed
│   │   └── StorageBusy             another program holds the database
│   ├── DeadlockDetected    DEADLOCK_DETECTED: two waited for each other, time after time
│   ├── ConsistencyViolation    CONSISTENCY_VIOLATION: a rule of the tables, or stored data, broken
│   │   ├── DatabaseDamaged         an integrity check failed
│   │   └── AuditTrailBroken        the audit trail is not the one this computer remembers
│   ├── SelfCheckFailed     the start-up self-check refused to go on
│   ├── StorageFull         STORAGE_FULL: disk full; nothing was saved
│   ├── DiskTrouble         the disk could not be read or written; nothing was saved
│   ├── FileDamaged         a file is not what was written (file_errors.py, as the next)
│   ├── FileMissing         a file is not on this computer
│   ├── BackupRefused       a backup is damaged or was altered, or cannot be made: reason
│   ├── DuplicateRecord     DUPLICATE_KEY: a record with this identifier exists
│   └── SerializationFailed     SERIALIZATION_FAILED: a value has no stored form, or is unreadable
├── KeyAccessError
│   ├── WrongPassphrase     the slot did not open
│   │   └── WrongRecoveryCode   the recovery code is another one
│   ├── UserNotNamed        several users have a slot here and none was named
│   ├── TooManyAttempts     not tried: wait_s seconds must pass first
│   ├── PinDisabled         this PIN opens nothing before the passphrase was given
│   ├── AccountClosed       this user no longer works at the clinic
│   ├── LeaseEnded          the desk must hear from its server before it goes on: reason
│   ├── KeyringUnavailable  no trusted OS keyring
│   └── KeySlotsDamaged     keyslots.json is missing, changed or unreadable
├── ApiError
│   ├── Unreachable         no answer (network, time-out)
│   │   └── AnswerLost      the connection broke while the server was at it
│   ├── ServerTrouble       5xx
│   ├── RateLimited         429 with retry_after_s
│   ├── NeedsLogin          tokens are no longer accepted
│   ├── DeviceRevoked       this workstation was shut out
│   ├── UpgradeRequired     the server no longer speaks this version
│   ├── ResyncRequired      the cursor is below the server's floor
│   ├── RequestRefused       4xx with a reason
│   └── MalformedReply      the reply does not have the agreed shape
├── SyncError               a step of the engine could not be carried out
├── ImportRefused           a file or record could not be imported: reason
└── ConfigurationError      a setting has a bad value: name, reason
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.domain.api_errors import (
    AnswerLost,
    ApiError,
    DeviceRevoked,
    MalformedReply,
    NeedsLogin,
    RateLimited,
    RequestRefused,
    ResyncRequired,
    ServerTrouble,
    Unreachable,
    UpgradeRequired,
)
from app.domain.error_root import ClinicError, StorageCode
from app.domain.ids import RecordId
from app.domain.storage_errors import (
    AuditTrailBroken,
    BackupRefused,
    ConnectionFailed,
    ConnectionLost,
    ConsistencyViolation,
    DatabaseDamaged,
    DeadlockDetected,
    DiskTrouble,
    DuplicateRecord,
    OpenFailed,
    QuotaExceeded,
    ReadOnlyTransaction,
    RecordNotFound,
    SelfCheckFailed,
    SerializationFailed,
    StaleVersion,
    StorageBusy,
    StorageError,
    StorageFull,
    StoreClosed,
    TransactionAborted,
    TransactionTimeout,
)

# fmt: off
__all__ = [
    "AccountClosed", "AnswerLost", "ApiError", "AuditTrailBroken", "BackupRefused",
    "ClinicError", "ConfigurationError", "ConnectionFailed", "ConnectionLost",
    "ConsistencyViolation", "DatabaseDamaged", "DeadlockDetected", "DeviceRevoked",
    "DiskTrouble", "DuplicateRecord", "ImportRefused", "InvalidEntry", "InvalidKey",
    "InvalidRecord", "InvalidTransition", "InvalidValue", "KeyAccessError", "KeySlotsDamaged",
    "KeyringUnavailable", "LeaseEnded", "MalformedReply", "NeedsLogin", "OpenFailed", "OverRefund",
    "PatientDeleted", "PatientKept", "PermissionDenied", "PinDisabled", "QuotaExceeded",
    "RateLimited", "ReadOnlyTransaction", "RecordNotFound", "RequestRefused", "ResyncRequired",
    "SelfCheckFailed",
    "SerializationFailed", "ServerTrouble", "SlotTaken", "StaleVersion", "StorageBusy",
    "StorageCode", "StorageError", "StorageFull", "StoreClosed", "SyncError", "TooManyAttempts",
    "TransactionAborted", "TransactionTimeout", "Unreachable", "UpgradeRequired",
    "UserNotNamed", "WrongPassphrase", "WrongRecoveryCode",
]
# fmt: on


class InvalidValue(ClinicError):
    """A field holds something it may not. The value itself is never part of the error."""

    code = "invalid_value"
    storage_code = StorageCode.INVALID_VALUE

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class InvalidKey(InvalidValue):
    """An identifier (or the name of an index or savepoint) does not have its shape."""

    code = "invalid_key"
    storage_code = StorageCode.INVALID_KEY

    def __init__(self, field: str = "id", reason: str = "is no identifier") -> None:
        super().__init__(field, reason)


class InvalidRecord(InvalidValue):
    """Several fields are wrong; `problems` maps each field to its reason."""

    code = "invalid_record"

    def __init__(self, problems: Mapping[str, str]) -> None:
        field, reason = next(iter(problems.items()))
        super().__init__(field, reason)
        self.problems = dict(problems)


class InvalidEntry(InvalidValue):
    """An entry of an account does not add up with it; why says how, in a word for programs."""

    def __init__(self, field: str, reason: str, why: str) -> None:
        super().__init__(field, reason)
        self.code = f"entry_{why}"


class OverRefund(InvalidEntry):
    """More is given back than is left."""

    def __init__(self) -> None:
        super().__init__("amount_minor", "is more than is left to give back", "over_refund")


class PatientDeleted(InvalidValue):
    """A record is of a patient who was deleted: the patient is brought back first."""

    code = "patient_deleted"

    def __init__(self) -> None:
        super().__init__("patient_id", "was deleted: bring the patient back first")


class PatientKept(InvalidValue):
    """A patient is not removed: there are records to keep. kinds says of what (removing.py)."""

    code = "patient_kept"

    def __init__(self, kinds: Sequence[str]) -> None:
        super().__init__("patient_id", "has records to keep: archive the patient, or merge them")
        self.kinds = tuple(kinds)


class PermissionDenied(ClinicError):
    """The acting role lacks a permission. needs says what would help: "reason", "glass" or ""."""

    code = "permission_denied"

    def __init__(
        self,
        permission: str,
        role: str,
        needs: str = "",
        *,
        entity: str = "",
        row_id: RecordId | None = None,
        patient_id: RecordId | None = None,
    ) -> None:
        super().__init__(f"{role} lacks {permission}")
        self.permission = permission
        self.role = role
        self.needs = needs
        self.entity = entity
        self.row_id = row_id
        self.patient_id = patient_id


class SlotTaken(ClinicError):
    """A booking overlaps others, or lies in closed time. held_by lists the appointments."""

    code = "slot_taken"

    def __init__(self, held_by: Sequence[RecordId], reasons: Sequence[str]) -> None:
        super().__init__(f"slot taken ({', '.join(reasons)})")
        self.held_by = tuple(held_by)
        self.reasons = tuple(reasons)
        """What is taken: any of "practitioner", "room", "patient", "block", "holiday"."""


class InvalidTransition(ClinicError):
    """A status cannot follow the present one."""

    code = "invalid_transition"

    def __init__(self, from_status: str, to_status: str) -> None:
        super().__init__(f"{from_status} cannot become {to_status}")
        self.from_status = from_status
        self.to_status = to_status


class KeyAccessError(ClinicError):
    """The keys could not be reached."""

    code = "key_access"


class WrongPassphrase(KeyAccessError):
    """The passphrase or PIN does not open the slot."""

    code = "wrong_passphrase"


class WrongRecoveryCode(WrongPassphrase):
    """The recovery code is not the one of this desk or backup."""

    code = "wrong_recovery_code"


class UserNotNamed(KeyAccessError):
    """Several users have a slot on this workstation, and none of them was named."""

    code = "user_not_named"


class TooManyAttempts(KeyAccessError):
    """Too many failures in a row: nothing was tried. Try again after wait_s seconds."""

    code = "too_many_attempts"

    def __init__(self, wait_s: float) -> None:
        super().__init__(f"wait {wait_s:.0f} s")
        self.wait_s = wait_s


class PinDisabled(KeyAccessError):
    """The PIN failed too often: the user's passphrase or an administrator brings it back."""

    code = "pin_disabled"


class AccountClosed(KeyAccessError):
    """The secret was right, but this user was removed from the clinic."""

    code = "account_closed"


class LeaseEnded(KeyAccessError):
    """The desk may not go on: its server shut it out, or was not heard for too long."""

    code = "lease_ended"

    def __init__(self, reason: str = "lease_over") -> None:
        super().__init__("the server's leave to work has ended")
        self.reason = reason
        """"lease_over", "lease_clock" or "revoked"."""


class KeyringUnavailable(KeyAccessError):
    """No trusted keyring, or it did not give back what was stored."""

    code = "keyring_unavailable"


class KeySlotsDamaged(KeyAccessError):
    """keyslots.json is missing, unreadable, altered or from another database."""

    code = "keyslots_damaged"


class SyncError(ClinicError):
    """A step of the sync engine could not be carried out."""

    code = "sync_error"


class ImportRefused(ClinicError):
    """A file or record could not be imported. `reason` never holds patient text."""

    code = "import_refused"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ConfigurationError(ClinicError):
    """A setting has a value it may not have."""

    code = "configuration"

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason
