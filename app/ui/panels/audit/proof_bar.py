"""The line that says whether the trail is whole, with the buttons that prove it and hand it out."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from app.ui.theme.icons import icon_pixmap
from app.ui.theme.style import theme
from app.ui.theme.tokens import Tone
from app.ui.widgets.button import Button
from app.ui.widgets.surfaces import label
from app.ui.wording import shown_time

_LOOKS = {Tone.NEUTRAL: "info", Tone.OK: "shield-check", Tone.DANGER: "triangle-alert"}


class ProofBar(QFrame):
    """verify_requested(), export_requested(), table_requested()."""

    verify_requested = Signal()
    export_requested = Signal()
    table_requested = Signal()

    def __init__(self, *, zone: str) -> None:
        super().__init__()
        self.setObjectName("audit_proof")
        self.setProperty("card", True)
        self._zone = zone
        self._tone = Tone.NEUTRAL
        self._events = 0
        self._anchor = ""
        self._state = self.tr("not verified yet")
        self._picture = QLabel()
        self.text = label("", "strong", name="audit_proof_text", wraps=True)
        self.verify = Button(self.tr("Verify"), name="audit_verify_button", icon="shield-check")
        self.export = Button(self.tr("Signed export…"), name="audit_export_button", icon="download")
        self.table = Button(self.tr("Table (CSV)…"), name="audit_table_button", icon="list")
        self.verify.clicked.connect(self.verify_requested)
        self.export.clicked.connect(self.export_requested)
        self.table.clicked.connect(self.table_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 10, 8)
        row.setSpacing(8)
        row.addWidget(self._picture)
        row.addWidget(self.text, 1)
        for button in (self.verify, self.export, self.table):
            row.addWidget(button)
        theme().changed.connect(self._repaint)
        self._repaint()

    def show_end(self, events: int, anchor: str) -> None:
        """How many events there are, and how the end stands to what the keyring remembers."""
        self._events, self._anchor = events, anchor
        self._tell()

    def show_checking(self) -> None:
        """The whole trail is being computed again."""
        self.verify.setEnabled(False)
        self._tone, self._state = Tone.NEUTRAL, self.tr("being verified…")
        self._tell()

    def show_verdict(self, first_unfit: int | None, *, at: datetime) -> None:
        """What the computation said."""
        self.verify.setEnabled(True)
        if first_unfit is None:
            self._tone = Tone.OK
            self._state = self.tr("whole, verified at {0}").format(shown_time(at, self._zone))
        else:
            self._tone = Tone.DANGER
            self._state = self.tr("broken at event {0}").format(f"{first_unfit:,}")
        self._tell()

    def show_failure(self) -> None:
        """It could not be computed."""
        self.verify.setEnabled(True)
        self._tone, self._state = Tone.NEUTRAL, self.tr("not verified")
        self._tell()

    def permit_export(self, *, may_export: bool, why: str) -> None:
        """Whether the acting role may hand the trail out; if not, why."""
        for button in (self.export, self.table):
            button.setEnabled(may_export)
            button.setToolTip("" if may_export else why)

    def _tell(self) -> None:
        words = self.tr("Trail {0}: {1} events. {2}")
        text = words.format(self._state, f"{self._events:,}", self._anchor_words())
        self.text.setText(text.strip())
        self.setAccessibleName(text.strip())
        self._repaint()

    def _anchor_words(self) -> str:
        return {
            "ok": self.tr("Its end is the one the keyring remembers."),
            "broken": self.tr("Its end is NOT the one the keyring remembers."),
            "unguarded": self.tr("The keyring does not take its end: a cut could go unnoticed."),
        }.get(self._anchor, self.tr("No keyring guards its end."))

    def _repaint(self) -> None:
        tone = Tone.DANGER if self._anchor in ("broken", "unguarded") else self._tone
        icon = _LOOKS[tone]
        self._picture.setPixmap(icon_pixmap(icon, theme().tint(tone).text))
