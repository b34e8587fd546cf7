"""What a desk does for itself while somebody works at it: backups, proofs, the day's checkpoint."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.bootstrap.backup_schedule import BackupSchedule, BackupState
from app.bootstrap.checkpoints import DailyCheckpoint
from app.bootstrap.proving import ProofWatch
from app.domain.errors import ClinicError

if TYPE_CHECKING:
    from app.bootstrap.desk import Desk

CHECK_EVERY_S = 5.0
_LONGEST_STOP_S = 3.0
_log = logging.getLogger(__name__)


class Upkeep(QObject):
    """Begin and stop it off the UI thread.

    said(words): what whoever works here should know. broken(): the desk does not fit.
    """

    said = Signal(str)
    broken = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._trail = desk.trail
        self._was_unguarded = False
        self._backups = BackupSchedule(desk, on_change=self._on_backup)
        self._proofs = ProofWatch(desk, on_broken=self.broken.emit)
        self._checkpoint = DailyCheckpoint(desk)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="checkpoints", daemon=True)
        self._has_begun = False

    def begin(self) -> None:
        """Begin with all of it."""
        self._has_begun = True
        self._backups.start()
        self._proofs.start()
        self._thread.start()

    def stop(self) -> None:
        """End all of it, before the desk is closed."""
        self._ended.set()
        if self._has_begun:
            self._backups.stop()
            self._proofs.stop()
            self._thread.join(_LONGEST_STOP_S)

    def _on_backup(self, state: BackupState) -> None:
        if state.words:
            self.said.emit(state.words)

    def _look_at_guard(self) -> None:
        """A keyring that refuses or does not answer: said once, and again when it recurs."""
        is_unguarded = self._trail.is_unguarded
        if is_unguarded and not self._was_unguarded:
            _log.warning("the keyring does not take the audit trail's end, or does not answer")
            self.said.emit(
                self.tr(
                    "This computer's keyring does not answer: "
                    "until it does, a cut of the audit trail could go unnoticed."
                )
            )
        self._was_unguarded = is_unguarded

    def _run(self) -> None:
        while True:
            self._look_at_guard()
            try:
                self._checkpoint.look()
            except ClinicError as error:
                if not self._ended.is_set():
                    _log.warning("no checkpoint of the day: %s", error.code)
            if self._ended.wait(CHECK_EVERY_S):
                return
