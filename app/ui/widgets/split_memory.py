"""Remembers how somebody divided a page between two parts."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QSplitter

from app.live.preferences import PreferenceCollection

_MOST = 100_000


class SplitMemory(QObject):
    """Belongs to one splitter."""

    def __init__(self, splitter: QSplitter, preferences: PreferenceCollection) -> None:
        super().__init__(splitter)
        self._splitter, self._preferences = splitter, preferences
        self._key = f"split:{splitter.objectName()}"
        splitter.splitterMoved.connect(self._on_moved)
        preferences.loaded.connect(self.recall)
        self.recall()

    def recall(self) -> None:
        """Divide as before; in a narrower window in the same proportion."""
        kept = self._preferences.get(self._key)
        found = cast("list[object]", kept) if isinstance(kept, list) else []
        sizes = [one for one in found if isinstance(one, int) and 0 < one < _MOST]
        if len(sizes) == self._splitter.count() == len(found):
            self._splitter.setSizes(sizes)

    def _on_moved(self, _at: int, _handle: int) -> None:
        self._preferences.remember(self._key, self._splitter.sizes())
