"""The root of every error, and the codes that storage errors have everywhere."""

from __future__ import annotations

from enum import StrEnum


class StorageCode(StrEnum):
    """What went wrong with stored data, in the words of the storage interface (document 3)."""

    CONNECTION_FAILED = "CONNECTION_FAILED"
    CONNECTION_LOST = "CONNECTION_LOST"
    KEY_NOT_FOUND = "KEY_NOT_FOUND"
    DUPLICATE_KEY = "DUPLICATE_KEY"
    TRANSACTION_ABORTED = "TRANSACTION_ABORTED"
    DEADLOCK_DETECTED = "DEADLOCK_DETECTED"
    CONSISTENCY_VIOLATION = "CONSISTENCY_VIOLATION"
    VERSION_CONFLICT = "VERSION_CONFLICT"
    STORAGE_FULL = "STORAGE_FULL"
    QUOTA_EXCEEDED = "QUOTA_EXCEEDED"
    INVALID_KEY = "INVALID_KEY"
    INVALID_VALUE = "INVALID_VALUE"
    SERIALIZATION_FAILED = "SERIALIZATION_FAILED"


class ClinicError(Exception):
    """Root of every error the product raises on purpose. `code` is stable and machine-readable.

    storage_code is the storage interface's code. Exactly one class stands for each; the classes
    below it are special cases of it.
    """

    code = "clinic_error"
    storage_code: StorageCode | None = None
