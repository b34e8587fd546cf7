"""Every error that crosses a room, with its code. Errors carry data, never patient text.

ClinicError
├── InvalidValue            one field is wrong: field, reason
│   └── InvalidRecord       several fields are wrong at once
├── PermissionDenied        the acting user's role does not allow it
├── RecordNotFound          no such record (or a tombstone)
├── StaleVersion            somebody changed the record since it was read
├── SlotTaken               the booking overlaps others
├── InvalidTransition       a status cannot follow the present one
├── StorageError
│   ├── OpenFailed          the database could not be opened with this key
│   ├── DatabaseDamaged     an integrity check failed
│   ├── SelfCheckFailed     the start-up self-check refused to go on
│   ├── StorageFull         disk full; nothing was saved
│   ├── DiskTrouble         the disk could not be read or written; nothing was saved
│   ├── StorageBusy         another program holds the database
│   ├── AuditTrailBroken    the audit trail is not the one this computer remembers
│   ├── BackupRefused       a backup is damaged or was altered, or cannot be made: reason
│   └── DuplicateRecord     a record with this identifier exists
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

from app.domain.ids import RecordId


class ClinicError(Exception):
    """Root of every error the product raises on purpose. `code` is stable and machine-readable."""

    code = "clinic_error"


class InvalidValue(ClinicError):
    """A field holds something it may not. The value itself is never part of the error."""

    code = "invalid_value"

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class InvalidRecord(InvalidValue):
    """Several fields are wrong; `problems` maps each field to its reason."""

    code = "invalid_record"

    def __init__(self, problems: Mapping[str, str]) -> None:
        field, reason = next(iter(problems.items()))
        super().__init__(field, reason)
        self.problems = dict(problems)


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


class RecordNotFound(ClinicError):
    """No live record has this identifier."""

    code = "not_found"

    def __init__(self, entity: str, record_id: RecordId) -> None:
        super().__init__(f"no {entity} {record_id}")
        self.entity = entity
        self.record_id = record_id


class StaleVersion(ClinicError):
    """The record changed between reading and writing."""

    code = "stale_version"

    def __init__(self, entity: str, record_id: RecordId, fields: Sequence[str] = ()) -> None:
        super().__init__(f"{entity} {record_id} changed since it was read")
        self.entity = entity
        self.record_id = record_id
        self.fields = tuple(fields)
        """Fields that somebody else changed to something different; empty when not known."""


class SlotTaken(ClinicError):
    """A booking overlaps others. held_by lists the appointments in the way."""

    code = "slot_taken"

    def __init__(self, held_by: Sequence[RecordId], reasons: Sequence[str]) -> None:
        super().__init__(f"slot taken ({', '.join(reasons)})")
        self.held_by = tuple(held_by)
        self.reasons = tuple(reasons)
        """What is taken: any of "practitioner", "room", "patient"."""


class InvalidTransition(ClinicError):
    """A status cannot follow the present one."""

    code = "invalid_transition"

    def __init__(self, from_status: str, to_status: str) -> None:
        super().__init__(f"{from_status} cannot become {to_status}")
        self.from_status = from_status
        self.to_status = to_status


class StorageError(ClinicError):
    """The local database could not do what was asked."""

    code = "storage_error"


class OpenFailed(StorageError):
    """The database could not be opened: wrong key, not a database, or damaged first page."""

    code = "open_failed"


class DatabaseDamaged(StorageError):
    """An integrity check named damage; `findings` are the database's own short words."""

    code = "database_damaged"

    def __init__(self, findings: Sequence[str] = ()) -> None:
        super().__init__(f"{len(findings)} integrity findings")
        self.findings = tuple(findings)


class SelfCheckFailed(StorageError):
    """A condition the start-up self-check demands does not hold."""

    code = "self_check_failed"

    def __init__(self, check: str) -> None:
        super().__init__(check)
        self.check = check


class StorageFull(StorageError):
    """The disk (or the configured limit) is full; the change was not saved."""

    code = "storage_full"


class DiskTrouble(StorageError):
    """The disk could not be read or written: a limit or a fault. The change was not saved."""

    code = "disk_trouble"


class StorageBusy(StorageError):
    """Another process holds the database for too long."""

    code = "storage_busy"


class AuditTrailBroken(StorageError):
    """The audit trail was cut, rewritten or rolled back: the database is for reading only."""

    code = "audit_trail_broken"


class BackupRefused(StorageError):
    """A backup is not what was written, or one that was just made does not verify."""

    code = "backup_refused"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class DuplicateRecord(StorageError):
    """A record with this identifier (or unique value) exists already."""

    code = "duplicate_record"


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


class ApiError(ClinicError):
    """The remote API could not be used as wished."""

    code = "api_error"


class Unreachable(ApiError):
    """No answer from the server."""

    code = "unreachable"


class ServerTrouble(ApiError):
    """The server answered that it is in trouble (5xx)."""

    code = "server_trouble"

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


class RateLimited(ApiError):
    """The server asks to wait."""

    code = "rate_limited"

    def __init__(self, retry_after_s: float) -> None:
        super().__init__(f"retry after {retry_after_s:g} s")
        self.retry_after_s = retry_after_s


class RequestRefused(ApiError):
    """The server refuses the request as it stands (4xx); `reason` is its code."""

    code = "request_refused"

    def __init__(self, status: int, reason: str = "") -> None:
        super().__init__(f"HTTP {status} {reason}".strip())
        self.status = status
        self.reason = reason


class NeedsLogin(ApiError):
    """The tokens are no longer accepted; the user must sign in to the server again."""

    code = "needs_login"


class DeviceRevoked(ApiError):
    """The server shut this workstation out."""

    code = "device_revoked"


class UpgradeRequired(ApiError):
    """The server no longer speaks this version of the protocol."""

    code = "upgrade_required"


class ResyncRequired(ApiError):
    """The cursor is from another epoch or below the server's floor."""

    code = "resync_required"


class MalformedReply(ApiError):
    """The reply does not have the agreed shape (a gateway page, a truncated body)."""

    code = "malformed_reply"


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
