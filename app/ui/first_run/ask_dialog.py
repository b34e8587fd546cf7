"""A question before something that cannot be taken back; opened, never executed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.widgets.button import Button, Look
from app.ui.widgets.surfaces import label


class AskDialog(QDialog):
    """confirmed() when the person wants it all the same; Escape and the first button mean no."""

    confirmed = Signal()

    def __init__(self, parent: QWidget, title: str, words: str, *, stay: str, go: str) -> None:
        super().__init__(parent)
        self.setObjectName("first_run_question")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setAccessibleDescription(words)
        self.setModal(True)
        self.setFixedWidth(440)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(title, "section", wraps=True))
        column.addWidget(label(words, "label", wraps=True))
        column.addSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.go_button = Button(go, name="question_go")
        self.stay_button = Button(stay, name="question_stay", look=Look.PRIMARY)
        self.stay_button.setDefault(True)
        row.addStretch(1)
        row.addWidget(self.go_button)
        row.addWidget(self.stay_button)
        column.addLayout(row)
        self.stay_button.clicked.connect(self.reject)
        self.go_button.clicked.connect(self.accept)
        self.accepted.connect(self.confirmed)
        self.stay_button.setFocus()
