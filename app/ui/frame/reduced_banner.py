"""Shown at a desk without a trusted keyring: what guards the data there, all the time."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.ui.widgets.surfaces import label


class ReducedBanner(QFrame):
    """Says that the passphrase alone protects this computer; there is nothing to press away."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("reduced_banner")
        self.setProperty("banner", "warn")
        words = self.tr(
            "Reduced protection: no trusted keyring guards this computer, only the passphrase."
        )
        self.setAccessibleName(words)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 6, 24, 6)
        row.addWidget(label(words, "label", name="reduced_text", wraps=True), 1)
