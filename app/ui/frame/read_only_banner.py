"""The banner of a desk that may be read and not written, because its audit trail does not fit."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.ui.widgets.surfaces import label


class ReadOnlyBanner(QFrame):
    """Says what happened and whom to tell; there is nothing to press away."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("read_only_banner")
        self.setProperty("banner", "danger")
        words = self.tr(
            "For reading only: the audit trail on this computer is not the one its keyring "
            "remembers. Nothing can be saved; tell whoever runs the clinic's computers."
        )
        text = label(words, name="read_only_text")
        text.setWordWrap(True)
        self.setAccessibleName(words)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 6, 24, 6)
        row.addWidget(text, 1)
