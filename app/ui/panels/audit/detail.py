"""One event in full beside the list: everything the trail holds of it, in words."""

from __future__ import annotations

from datetime import UTC
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.services.audit_trail import AuditEntry
from app.ui.models.audit_list import shown_instant
from app.ui.models.audit_words import action_words, fields_words, permission_words, sentence
from app.ui.theme.sizes import side_width
from app.ui.widgets.button import Button, Look
from app.ui.widgets.surfaces import Card, WrappingLabel, label, rule
from app.ui.wording import shown_choice, shown_entity


class AuditDetail(Card):
    """Shows one event. patient_wished(id, name): only this patient's events."""

    patient_wished = Signal(str, str)
    close_requested = Signal()

    def __init__(self, *, zone: str) -> None:
        super().__init__(name="audit_detail", padding=1)
        self.setFixedWidth(side_width())
        self.setAccessibleName(self.tr("Event"))
        self._zone = ZoneInfo(zone)
        self.entry: AuditEntry | None = None
        head = QHBoxLayout()
        head.setContentsMargins(18, 16, 12, 8)
        self._title = label("", "section", name="audit_detail_title", wraps=True)
        close = Button(
            "", name="audit_detail_close", icon="x", look=Look.QUIET, accessible=self.tr("Close")
        )
        close.clicked.connect(self.close_requested)
        head.addWidget(self._title, 1)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(head)
        self.body.addWidget(rule())
        page = QWidget()
        page.setObjectName("scroll_body")
        self._lines = QVBoxLayout(page)
        self._lines.setContentsMargins(18, 12, 18, 18)
        self._lines.setSpacing(10)
        scroll = QScrollArea()
        scroll.setObjectName("audit_detail_scroll")
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(page)
        self.body.addWidget(scroll, 1)
        self._only = Button(self.tr("Only this patient"), name="audit_only_patient", icon="user")
        self._only.clicked.connect(self._on_only)
        foot = QHBoxLayout()
        foot.setContentsMargins(18, 8, 18, 14)
        foot.addWidget(self._only)
        self.body.addLayout(foot)

    def show_entry(self, entry: AuditEntry) -> None:
        """Show everything kept of this event."""
        self.entry = entry
        self._title.setText(sentence(entry))
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for caption, words in self._facts(entry):
            self._add(caption, words)
        self._lines.addStretch(1)
        self._only.setVisible(bool(entry.patient and entry.line.patient_id))

    def _facts(self, entry: AuditEntry) -> list[tuple[str, str]]:
        line = entry.line
        is_denied = line.action == "deny"
        fields = (
            ", ".join(map(permission_words, line.fields))
            if is_denied
            else fields_words(line.fields)
        )
        count = line.result_count
        more = len(line.subjects) - len(entry.others)
        names = "\n".join(entry.others)
        others = self.tr("{0}\nand {1} more").format(names, more) if more > 0 else names
        utc = line.at.astimezone(UTC)
        facts = [
            (self.tr("When"), shown_instant(line.at, self._zone)),
            (self.tr("In universal time"), f"{utc:%Y-%m-%d %H:%M:%S.%f} UTC"),
            (self.tr("User"), entry.who),
            (self.tr("Acting as"), shown_choice(line.role)),
            (self.tr("Workstation"), entry.workstation or line.workstation_id),
            (self.tr("Event"), action_words(line.action)),
            (self.tr("Record"), shown_entity(line.entity) if line.entity else ""),
            (self.tr("Patient"), entry.patient),
            (self.tr("Denied") if is_denied else self.tr("Fields"), fields),
            (self.tr("Shown"), "" if count is None else str(count)),
            (self.tr("Patients shown"), others if line.subjects else ""),
            (self.tr("Purpose"), shown_choice(line.purpose)),
            (self.tr("Number in the trail"), f"{line.seq:,}"),
            (self.tr("Link"), line.link.hex()),
        ]
        return [(caption, words) for caption, words in facts if words]

    def _add(self, caption: str, words: str) -> None:
        pair = QWidget()
        column = QVBoxLayout(pair)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(label(caption, "meta"))
        text = label(words, wraps=True)
        if isinstance(text, WrappingLabel):
            text.make_selectable()
        column.addWidget(text)
        self._lines.addWidget(pair)

    def _on_only(self) -> None:
        entry = self.entry
        if entry is not None and entry.line.patient_id:
            self.patient_wished.emit(entry.line.patient_id, entry.patient)
