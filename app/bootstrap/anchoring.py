"""The audit trail against what the keyring remembers of its end, at every opening of a desk."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.errors import KeyringUnavailable
from app.security.audit_anchor import Anchor, AnchorKeeper, AnchorSlot

if TYPE_CHECKING:
    from app.storage.store import LocalStore

_log = logging.getLogger(__name__)


class AnchorState(StrEnum):
    """What the comparison said."""

    NONE = "none"
    """Nothing is remembered yet: passphrase mode, or the first opening."""
    OK = "ok"
    BROKEN = "broken"
    """What was remembered is not there: cut, rewritten, an older file put back, or a keyring that
    lost its item."""


class TrailGuard:
    """Compares at the opening, freezes a store whose trail does not fit, and follows its end.

    slot is None in passphrase mode. was_kept: the database knows of an anchor, so a keyring
    without one has lost it. is_disowned: the server remembers another trail. Raises
    KeyringUnavailable.
    """

    def __init__(
        self,
        store: LocalStore,
        slot: AnchorSlot | None,
        *,
        was_kept: bool,
        is_disowned: bool = False,
    ) -> None:
        self._store = store
        self._slot = slot
        self.state = _examined(store, slot, was_kept=was_kept)
        if is_disowned:
            self.state = AnchorState.BROKEN
        self._keeper: AnchorKeeper | None = None
        if self.is_broken:
            store.freeze()  # and the keyring's evidence is left as it is
        else:
            self._follow()

    @property
    def is_broken(self) -> bool:
        """Whether the trail was tampered with, as far as the keyring can tell."""
        return self.state is AnchorState.BROKEN

    @property
    def is_kept(self) -> bool:
        """Whether the keyring holds where the trail ended."""
        return self.state is AnchorState.OK

    @property
    def is_unguarded(self) -> bool:
        """Whether a keyring should hold where the trail ends, and does not take it."""
        if self._slot is None or self.is_broken:
            return False
        return not self.is_kept or (self._keeper is not None and self._keeper.is_failing)

    @property
    def standing(self) -> str:
        """How the trail's end is guarded: ok, none, broken or unguarded."""
        return "unguarded" if self.is_unguarded else self.state.value

    def accept(self, note: Callable[[str], None]) -> None:
        """Go on from here, after somebody looked into it; note writes the audit event."""
        self._store.thaw()
        try:
            note("audit_trail_accepted")
        except BaseException:
            self._store.freeze()
            raise
        self.state = AnchorState.NONE
        self._follow()

    def disown(self) -> None:
        """The server remembers another trail: from here on the desk is for reading only."""
        self.close()
        self.state = AnchorState.BROKEN
        self._store.freeze()

    def close(self) -> None:
        """Keep the trail's end a last time."""
        if self._keeper is not None:
            self._keeper.close()
            self._keeper = None

    def _follow(self) -> None:
        """The first anchor is kept before anybody relies on there being one."""
        if self._slot is None:
            return
        if self.state is not AnchorState.OK:
            try:
                self._slot.set(self._end())
                self.state = AnchorState.OK
            except KeyringUnavailable:
                _log.warning("the keyring does not take the audit trail's end: it is not anchored")
        self._keeper = AnchorKeeper(self._slot, self._end)

    def _end(self) -> Anchor:
        head = self._store.audit_head  # taken once: another commit may come between two looks
        return Anchor(head.seq, head.mac, self._store.turn)


def _examined(store: LocalStore, slot: AnchorSlot | None, *, was_kept: bool) -> AnchorState:
    if slot is None:
        return AnchorState.NONE
    kept = slot.get()
    if kept is None:
        return AnchorState.BROKEN if was_kept else AnchorState.NONE
    mac = store.audit_mac(kept.seq)
    fits = mac is not None and hmac.compare_digest(mac, kept.mac) and store.turn >= kept.turn
    return AnchorState.OK if fits else AnchorState.BROKEN
