"""A panel that is out of sight for long forgets whom it showed: it is made anew, and reads again.

One rule for all panels, whatever they hold: the panel goes as it goes at a lock, with its widgets,
models and queries. What somebody typed is never given up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal

from app.domain.declare import Keeping
from app.ui.panel import Panel

AGAIN_MS = 1_000
"""When a panel whose time is over, but that is typed in or works, is looked at again."""
PARTING_MS = 200
"""Reads that were given up say so to living objects; then they go."""


class ShelfLife(QObject):
    """Counts the time panels are hidden. over(name): that panel is to be made anew.

    terms says how many seconds each class is kept in memory out of sight; none or 0: till the lock.
    forgot(Keeping) follows: that class is to stay nowhere else in memory either.
    """

    over = Signal(str)
    forgot = Signal(object)

    def __init__(
        self,
        panel_at: Callable[[str], Panel],
        terms: Mapping[Keeping, float],
        is_busy: Callable[[], bool],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._panel_at = panel_at
        self._terms = terms
        self._is_busy = is_busy
        self._timers: dict[str, QTimer] = {}
        self._front: str | None = None

    def turn_to(self, name: str) -> None:
        """Another panel is in front: the one before begins to age."""
        before, self._front = self._front, name
        if name in self._timers:
            self._timers.pop(name).deleteLater()
        if before is not None and before != name:
            self._begin(before, self._terms.get(self._panel_at(before).holds, 0.0) * 1000)

    def _begin(self, name: str, after_ms: float) -> None:
        if after_ms <= 0:
            return
        timer = self._timers[name] = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(lambda: self._on_time(name))
        timer.start(int(after_ms))

    def _on_time(self, name: str) -> None:
        if name == self._front:
            return
        self._timers.pop(name).deleteLater()
        if self._panel_at(name).has_unsaved() or self._is_busy():
            self._begin(name, AGAIN_MS)
        else:
            held = self._panel_at(name).holds
            self.over.emit(name)
            self.forgot.emit(held)


def part_from(panel: Panel) -> None:
    """Stop a panel that nobody sees and let go of everything it holds."""
    panel.stop()
    panel.blockSignals(True)
    QTimer.singleShot(PARTING_MS, panel, lambda: _destroy(panel))


def _destroy(panel: Panel) -> None:
    parts = [panel, *panel.findChildren(QObject)]
    panel.deleteLater()
    QCoreApplication.sendPostedEvents(panel, QEvent.Type.DeferredDelete)
    for part in parts:  # whoever still holds one holds an empty one
        part.__dict__.clear()
