"""The banner of a desk that may be read and not written, because it is not as it left itself."""

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
            "For reading only: the audit trail or the data on this computer is not as this desk "
            "left it. Nothing can be saved; tell whoever runs the clinic's computers."
        )
        text = label(words, name="read_only_text")
        text.setWordWrap(True)
        self.setAccessibleName(words)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 6, 24, 6)
        row.addWidget(text, 1)
