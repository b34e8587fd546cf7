"""Where somebody left off: the window's size and place, the panel in front, what each was about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from PySide6.QtCore import QByteArray, QEvent, QObject
from PySide6.QtWidgets import QWidget

from app.live.preferences import PreferenceCollection
from app.ui.frame.panel_stack import PanelStack
from app.ui.panel_registry import PANELS

GEOMETRY, PANEL, PLACES = "window", "last_panel", "last_places"
_LONGEST_PLACE = 200


class WindowMemory(QObject):
    """Identifiers and pixels only, kept encrypted with a person's other choices."""

    def __init__(
        self, window: QWidget, panels: PanelStack, preferences: PreferenceCollection
    ) -> None:
        super().__init__(window)
        self._window, self._panels, self._preferences = window, panels, preferences
        window.installEventFilter(self)

    @property
    def panel(self) -> str:
        """The panel they were in last; "" where none is known."""
        name = self._preferences.text(PANEL)
        return name if any(entry.name == name for entry in PANELS) else ""

    def restore_window(self) -> bool:
        """Give the window its size and place of before, on the screen there is now.

        False where nothing is known that can be understood.
        """
        kept = self._preferences.text(GEOMETRY)
        # Qt itself moves and shrinks a window that is larger than the screen or away from it.
        packed = QByteArray.fromBase64(QByteArray(kept.encode("ascii", "ignore")))
        return bool(kept) and self._window.restoreGeometry(packed)

    def restore_places(self) -> None:
        """Let every panel show again what it was about, once it comes to the front."""
        kept = self._preferences.get(PLACES)
        places = cast("dict[str, object]", kept) if isinstance(kept, dict) else {}
        for name in _known(places):
            place = places[name]
            if isinstance(place, str) and place and len(place) <= _LONGEST_PLACE:
                self._panels.go_back_to(name, place)

    def note(self) -> None:
        """Remember where everything stands now."""
        self._preferences.remember(PANEL, self._panels.front)
        self._preferences.remember(PLACES, self._panels.places() or None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window has another size or place."""
        kinds = (QEvent.Type.Resize, QEvent.Type.Move)
        if watched is self._window and event.type() in kinds and self._window.isVisible():
            packed = self._window.saveGeometry().toBase64().data()
            self._preferences.remember(GEOMETRY, bytes(packed).decode("ascii"))
        return super().eventFilter(watched, event)


def _known(names: Iterable[str]) -> list[str]:
    panels = {entry.name for entry in PANELS}
    return [name for name in names if name in panels]
