"""Shown while new keys wait for room on the disk: the database is still under the key before."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.ui.widgets.surfaces import label


class RotationBanner(QFrame):
    """Says what waits, for what, and that work goes on; there is nothing to press away."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("rotation_banner")
        self.setProperty("banner", "warn")
        words = self.tr(
            "New keys wait for room on this computer's disk: until then the database stays under "
            "the key before. Work goes on; make room, then open Clinic Desk again."
        )
        self.setAccessibleName(words)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 6, 24, 6)
        row.addWidget(label(words, "label", name="rotation_text", wraps=True), 1)
