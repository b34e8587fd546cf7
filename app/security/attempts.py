"""What remembers failed attempts while the database is locked: a file and the keyring.

An attempt is counted before the slow key derivation begins, so that ending the process gives no
free try. For PINs the worse of the two memories counts: deleting one, or putting back an old copy,
takes nothing back. A PIN of which neither remembers anything is disabled.
"""

from __future__ import annotations

import errno
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from app.domain.errors import (
    DiskTrouble,
    KeyringUnavailable,
    PinDisabled,
    StorageError,
    StorageFull,
    TooManyAttempts,
)
from app.domain.ports import Clock, KeyStore
from app.security import slot_file
from app.security.file_lock import alone
from app.security.pin_policy import (
    DISABLED_AFTER,
    NEVER_FAILED,
    Tally,
    remaining_s,
    worse_of,
)
from app.security.slot_file import SlotKind

SUFFIX = ".attempts"
"""The file lies beside the key slots: keyslots.json.attempts."""
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True, slots=True)
class AttemptState:
    """How a way in stands: wait_s 0.0 may be tried now."""

    failures: int
    wait_s: float
    is_disabled: bool


class _Entry(msgspec.Struct, array_like=True, frozen=True):
    failures: int
    wall_s: float
    monotonic_s: float
    told: int = 0


class Attempts:
    """Failures of the slots of one slot file. keystore is None in passphrase mode."""

    def __init__(
        self, path: Path, db_id: str, keystore: KeyStore | None, clock: Clock | None = None
    ) -> None:
        self._slots = path
        self._file = path.with_name(path.name + SUFFIX)
        self._db_id = db_id
        self._keystore = keystore
        self._clock = clock

    def state(self, kind: SlotKind, uid: str) -> AttemptState:
        """How a way in stands now. Raises KeyringUnavailable."""
        tally = self._known(kind, uid)
        if tally is None:
            return AttemptState(DISABLED_AFTER, 0.0, is_disabled=True)
        wall_s, monotonic_s = self._now()
        return AttemptState(
            tally.failures,
            remaining_s(tally, wall_s=wall_s, monotonic_s=monotonic_s),
            is_disabled=kind == "pin" and tally.failures >= DISABLED_AFTER,
        )

    def untold(self, kind: SlotKind, uid: str) -> int:
        """How often a way in failed of which no audit trail was told; 0 where nothing remembers.

        Raises KeyringUnavailable.
        """
        return (self._known(kind, uid) or NEVER_FAILED).untold

    def tell(self, kind: SlotKind, uid: str, count: int) -> None:
        """So many more failures are in the audit trail; one that was counted since is not.

        Raises KeyringUnavailable, StorageError.
        """
        with self._alone():
            tally = self._known(kind, uid)
            if tally is not None and tally.untold and count:
                tally = replace(tally, told=tally.told + min(count, tally.untold))
                is_over = kind != "pin" and not tally.failures and not tally.untold
                self._write(kind, uid, None if is_over else tally)

    def begin(self, kind: SlotKind, uid: str) -> int:
        """Count an attempt that is about to be made, and say how many failed untold before it.

        Raises TooManyAttempts, PinDisabled; for a PIN also KeyringUnavailable and StorageError,
        since what cannot be counted is not tried.
        """
        with self._alone(is_needed=kind == "pin"):
            state = self.state(kind, uid)
            if state.is_disabled:
                raise PinDisabled
            tally = self._known(kind, uid) or NEVER_FAILED
            if state.wait_s > 0:
                self._follow_clock(kind, uid, tally)
                raise TooManyAttempts(state.wait_s)
            self._write(kind, uid, Tally(tally.failures + 1, *self._now(), tally.told))
            return tally.untold

    def forgive(self, kind: SlotKind, uid: str, *, before: int | None = None) -> int:
        """Nothing failed: after a success. How often it had, of which the audit trail has still to
        be told (tell), since it opens only now.

        before: what `begin` said where this very way in succeeded; what another process counted
        since then is not lost. Raises KeyringUnavailable, StorageError.
        """
        with self._alone():
            untold = (self._known(kind, uid) or NEVER_FAILED).untold
            if before is not None:
                untold = max(before, untold - 1)
            tally = replace(NEVER_FAILED, told=-untold)
            self._write(kind, uid, tally if kind == "pin" or untold else None)
            return untold

    def clear(self, kind: SlotKind, uid: str) -> None:
        """Nothing failed: a PIN or a passphrase is new, or a PIN enabled again."""
        with self._alone():
            self._write(kind, uid, NEVER_FAILED if kind == "pin" else None)

    def forget(self, kind: SlotKind, uid: str) -> None:
        """Keep nothing about a slot that is gone."""
        with self._alone():
            self._write(kind, uid, None)

    def _follow_clock(self, kind: SlotKind, uid: str, tally: Tally) -> None:
        """A clock set back by days must not make the delay last as long."""
        wall_s, monotonic_s = self._now()
        if wall_s < tally.wall_s and monotonic_s < tally.monotonic_s:
            self._write(kind, uid, Tally(tally.failures, wall_s, monotonic_s, tally.told))

    def _known(self, kind: SlotKind, uid: str) -> Tally | None:
        kept = self._read_file().get(f"{kind}:{uid}")
        filed = _tally(kept) if kept else None
        if kind != "pin":
            return filed or NEVER_FAILED
        ringed = self._read_keyring(uid)
        if filed is None or ringed is None:
            return filed or ringed
        return worse_of(filed, ringed)

    def _read_file(self) -> dict[str, _Entry]:
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=dict[str, _Entry])
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            return {}

    def _read_keyring(self, uid: str) -> Tally | None:
        raw = self._keystore.get(self._item(uid)) if self._keystore else None
        if not raw:
            return None
        try:
            kept = msgspec.json.decode(raw, type=_Entry)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None
        return _tally(kept)

    def _write(self, kind: SlotKind, uid: str, tally: Tally | None) -> None:
        if kind == "pin":
            self._write_keyring(uid, tally)
            self._write_file(kind, uid, tally)
            return
        # A passphrase is strong alone: a full disk must not keep its owner out.
        with suppress(StorageError):
            self._write_file(kind, uid, tally)

    def _write_keyring(self, uid: str, tally: Tally | None) -> None:
        if self._keystore is None:
            raise KeyringUnavailable("a PIN needs the keyring")
        if tally is None:
            self._keystore.delete(self._item(uid))
        else:
            self._keystore.set(self._item(uid), msgspec.json.encode(_entry(tally)))

    def _write_file(self, kind: SlotKind, uid: str, tally: Tally | None) -> None:
        entries = self._read_file()
        entries.pop(f"{kind}:{uid}", None)
        if tally is not None:
            entries[f"{kind}:{uid}"] = _entry(tally)
        code = 0
        try:
            if entries:
                slot_file.write_durably(
                    self._file, msgspec.json.encode(entries), is_flushed=_is_counted(tally)
                )
            else:
                self._file.unlink(missing_ok=True)
        except OSError as trouble:
            code = trouble.errno or 1
        if code:
            raise _trouble(code)

    def _item(self, uid: str) -> str:
        return f"{self._db_id}:pin-attempts:{uid}"

    def _now(self) -> tuple[float, float]:
        if self._clock is None:
            return time.time(), time.monotonic()
        return self._clock.now().timestamp(), self._clock.monotonic()

    @contextmanager
    def _alone(self, *, is_needed: bool = False) -> Generator[None, None, None]:
        """One counter at a time, also of several processes: no attempt is counted once for two.

        Raises StorageError where no lock can be made although it is needed: a passphrase is strong
        alone, and taking something back costs nobody anything.
        """
        code = 0
        with ExitStack() as held:
            try:
                held.enter_context(alone(self._slots))
            except OSError as trouble:
                code = trouble.errno or 1
            if not (code and is_needed):
                yield
                return
        raise _trouble(code)


def attempts_at(path: Path, keystore: KeyStore | None, clock: Clock | None = None) -> Attempts:
    """The memory beside a slot file. Raises KeySlotsDamaged."""
    return Attempts(path, slot_file.read(path).db_id, keystore, clock)


def _trouble(code: int) -> StorageError:
    return StorageFull() if code in _NO_SPACE else DiskTrouble()


def _entry(tally: Tally) -> _Entry:
    return _Entry(tally.failures, tally.wall_s, tally.monotonic_s, tally.told)


def _tally(kept: _Entry) -> Tally:
    return Tally(kept.failures, kept.wall_s, kept.monotonic_s, kept.told)


def _is_counted(tally: Tally | None) -> bool:
    """Whether a power cut must not take it back; a success it takes back costs nobody anything."""
    return tally is not None and (tally.failures > 0 or tally.untold > 0)
