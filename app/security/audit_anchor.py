"""Where the audit trail ended when this computer last looked, kept outside the database.

The chain shows an edited or missing row in the middle; a tail that was cut off, a wiped trail or
an older copy of the file looks whole. The anchor in the keyring tells, also where only what has no
events of its own (unsent work, unfinished forms, facts) is older.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from app.domain.ports import KeyStore

_log = logging.getLogger(__name__)
EVERY_S = 0.5
"""How often the keeper looks: a cut of more than a second of work is always found."""
LONGEST_WAIT_S = 3.0
"""How long closing waits for the keyring."""
HANGS_S = 2.0
"""A keyring that has not answered for so long is failing, whatever it says in the end."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """The last event of the trail, its number and its MAC; turn: how often what has no events was
    counted by then (0 for an anchor of before that was kept)."""

    seq: int
    mac: bytes
    turn: int = 0


@dataclass(frozen=True, slots=True)
class AnchorSlot:
    """The anchor as one keyring item of a database. Raises KeyringUnavailable."""

    keystore: KeyStore
    db_id: str

    def get(self) -> Anchor | None:
        """The kept anchor; None where there is none or it is unreadable."""
        raw = self.keystore.get(self._key) or b""
        seq, _, rest = raw.partition(b":")
        mac, _, turn = rest.partition(b":")
        if not seq.isdigit() or not mac:
            return None
        try:
            return Anchor(int(seq), bytes.fromhex(mac.decode()), int(turn or b"0"))
        except ValueError:
            return None

    def set(self, anchor: Anchor) -> None:
        """Keep an anchor."""
        kept = b"%d:%s:%d" % (anchor.seq, anchor.mac.hex().encode(), anchor.turn)
        self.keystore.set(self._key, kept)

    def forget(self) -> None:
        """Keep none any more."""
        self.keystore.delete(self._key)

    @property
    def _key(self) -> str:
        return f"{self.db_id}:audit-anchor"


class AnchorKeeper:
    """Carries the trail's end into the keyring on a thread of its own.

    head gives the end as of the last commit; it is asked often and must not touch the database.
    """

    def __init__(self, slot: AnchorSlot, head: Callable[[], Anchor | None]) -> None:
        self._slot = slot
        self._head = head
        self._kept: Anchor | None = None
        self._has_failed = False
        self._asked_at: float | None = None
        """Since when the keyring is being asked; None while it is not."""
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="audit-anchor", daemon=True)
        self._thread.start()

    @property
    def is_failing(self) -> bool:
        """Whether the keyring did not take the last anchor, or does not answer."""
        asked_at = self._asked_at
        return self._has_failed or (asked_at is not None and time.monotonic() - asked_at >= HANGS_S)

    def close(self) -> None:
        """Keep the last anchor and end the thread; a keyring that hangs is not waited for."""
        self._ended.set()
        self._thread.join(LONGEST_WAIT_S)

    def _run(self) -> None:
        while not self._ended.wait(EVERY_S):
            self._keep()
        self._keep()

    def _keep(self) -> None:
        head = self._head()
        if head is None or head == self._kept:
            return
        self._asked_at = time.monotonic()
        try:
            self._slot.set(head)
        except Exception as error:  # whatever a keyring raises: the next try comes all the same
            if not self._has_failed:  # once, not twice a second
                kind = type(error).__name__
                _log.warning("the keyring does not take the audit trail's end: %s", kind)
            self._has_failed = True  # the anchor before stays good
        else:
            self._kept, self._has_failed = head, False
        finally:
            self._asked_at = None
