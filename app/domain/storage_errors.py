"""What can go wrong with stored data; the tree is drawn in errors.py, which hands these out."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.error_root import ClinicError, StorageCode
from app.domain.ids import RecordId


class ConnectionFailed(ClinicError):
    """The store, here or at the server, could not be reached in the first place."""

    code = "connection_failed"
    storage_code = StorageCode.CONNECTION_FAILED


class ConnectionLost(ClinicError):
    """The store went away in the middle: whether the last request was done is not known."""

    code = "connection_lost"
    storage_code = StorageCode.CONNECTION_LOST


class RecordNotFound(ClinicError):
    """No live record has this identifier."""

    code = "not_found"
    storage_code = StorageCode.KEY_NOT_FOUND

    def __init__(self, entity: str, record_id: RecordId) -> None:
        super().__init__(f"no {entity} {record_id}")
        self.entity = entity
        self.record_id = record_id


class StaleVersion(ClinicError):
    """The record changed between reading and writing."""

    code = "stale_version"
    storage_code = StorageCode.VERSION_CONFLICT

    def __init__(self, entity: str, record_id: RecordId, fields: Sequence[str] = ()) -> None:
        super().__init__(f"{entity} {record_id} changed since it was read")
        self.entity = entity
        self.record_id = record_id
        self.fields = tuple(fields)
        """Fields that somebody else changed to something different; empty when not known."""


class QuotaExceeded(ClinicError):
    """The clinic has reached what it may keep at the server; what is there stays usable."""

    code = "quota_exceeded"
    storage_code = StorageCode.QUOTA_EXCEEDED

    def __init__(self, what: str, limit: int, used: int) -> None:
        super().__init__(f"{what}: {used} of {limit} used")
        self.what = what
        """"records" or "bytes"."""
        self.limit = limit
        self.used = used


class StorageError(ClinicError):
    """The database could not do what was asked."""

    code = "storage_error"


class OpenFailed(ConnectionFailed, StorageError):
    """The database could not be opened: wrong key, not a database, or damaged first page."""

    code = "open_failed"


class StoreClosed(ConnectionLost, StorageError):
    """The database was closed under whoever was using it."""

    code = "store_closed"


class TransactionAborted(StorageError):
    """The transaction was given up; nothing of it was kept."""

    code = "transaction_aborted"
    storage_code = StorageCode.TRANSACTION_ABORTED


class TransactionTimeout(TransactionAborted):
    """It took longer than it may; a change was taken back, a read was broken off."""

    code = "transaction_timeout"


class ReadOnlyTransaction(TransactionAborted):
    """Something was to be written where only reading was agreed."""

    code = "read_only"


class StorageBusy(TransactionAborted):
    """Another process holds the database for too long."""

    code = "storage_busy"


class DeadlockDetected(StorageError):
    """Two transactions waited for each other, again and again; this one was given up."""

    code = "deadlock_detected"
    storage_code = StorageCode.DEADLOCK_DETECTED


class ConsistencyViolation(StorageError):
    """What was to be stored, or is stored, does not fit together."""

    code = "consistency_violation"
    storage_code = StorageCode.CONSISTENCY_VIOLATION


class DatabaseDamaged(ConsistencyViolation):
    """An integrity check named damage; `findings` are the database's own short words."""

    code = "database_damaged"

    def __init__(self, findings: Sequence[str] = ()) -> None:
        super().__init__(f"{len(findings)} integrity findings")
        self.findings = tuple(findings)


class AuditTrailBroken(ConsistencyViolation):
    """The audit trail was cut, rewritten or rolled back: the database is for reading only."""

    code = "audit_trail_broken"


class SelfCheckFailed(StorageError):
    """A condition the start-up self-check demands does not hold."""

    code = "self_check_failed"

    def __init__(self, check: str) -> None:
        super().__init__(check)
        self.check = check


class StorageFull(StorageError):
    """The disk (or the configured limit) is full; the change was not saved."""

    code = "storage_full"
    storage_code = StorageCode.STORAGE_FULL


class DiskTrouble(StorageError):
    """The disk could not be read or written: a limit or a fault. The change was not saved."""

    code = "disk_trouble"


class BackupRefused(StorageError):
    """A backup is not what was written, or one that was just made does not verify."""

    code = "backup_refused"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class DuplicateRecord(StorageError):
    """A record with this identifier (or unique value) exists already."""

    code = "duplicate_record"
    storage_code = StorageCode.DUPLICATE_KEY


class SerializationFailed(StorageError):
    """A value could not be turned into its stored form, or back from it."""

    code = "serialization_failed"
    storage_code = StorageCode.SERIALIZATION_FAILED
