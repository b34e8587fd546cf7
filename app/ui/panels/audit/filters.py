"""What the audit list is narrowed by: patient, user, kind, from and to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QStringListModel, Qt, QTimer, Signal
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QWidget

from app.domain.audit_trail import AuditQuestion
from app.domain.ids import RecordId
from app.domain.values import read_date
from app.ui.language import in_english
from app.ui.models.audit_words import kinds
from app.ui.theme.sizes import px
from app.ui.widgets.button import Button, Look
from app.ui.widgets.fields import ComboBox, SearchField, line_edit

_TYPING_MS, _PERSON_MS = 250, 150
_DATE_WIDTH = 96


class AuditFilters(QWidget):
    """changed(): something else is asked. person_typed(text): who is meant; see `offer_people`."""

    changed = Signal()
    person_typed = Signal(str)

    def __init__(self, *, zone: str, today: date) -> None:
        super().__init__()
        self._zone = ZoneInfo(zone)
        self._today = today
        self._people: dict[str, RecordId] = {}
        self._patient: tuple[RecordId, str] | None = None
        self.person = SearchField(
            name="audit_patient", placeholder=self.tr("Patient"), icon_name="user"
        )
        self._names = QStringListModel(self)
        self._completer = QCompleter(self._names, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setWidget(self.person)
        self.user = ComboBox(name="audit_user", accessible=self.tr("User"))
        self.user.addItem(self.tr("Everybody"), "")
        self.kind = ComboBox(name="audit_kind", accessible=self.tr("Kind of event"))
        for words, actions in kinds():
            self.kind.addItem(words, actions)
        self.since = self._day("audit_since", self.tr("From"))
        self.until = self._day("audit_until", self.tr("To"))
        self._clear = Button(
            "",
            name="audit_clear_button",
            look=Look.QUIET,
            icon="x",
            accessible=self.tr("Show everything again"),
        )
        self._lay_out()
        self._typing = self._timer(_TYPING_MS, self.changed.emit)
        self._asking = self._timer(_PERSON_MS, self._on_person_settled)
        self._connect()

    def question(self) -> AuditQuestion:
        """What is asked now; a day that cannot be read is marked and asks for nothing."""
        return AuditQuestion(
            patient_id=self._patient[0] if self._patient else None,
            actor_id=RecordId(self.user.currentData()) if self.user.currentData() else None,
            actions=tuple(self.kind.currentData() or ()),
            since=self._instant(self.since, 0),
            until=self._instant(self.until, 1),
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out."""
        return self.question() != AuditQuestion()

    def offer_users(self, users: Mapping[str, str], *, only: str = "") -> None:
        """Who can be chosen; only: the one user whose events may be read."""
        chosen = self.user.currentData()
        blocked = self.user.blockSignals(True)
        self.user.clear()
        self.user.addItem(self.tr("Everybody"), "")
        for user_id, name in sorted(users.items(), key=lambda one: one[1].casefold()):
            if not only:
                self.user.addItem(name, user_id)
        self.user.setVisible(not only)
        self.user.setCurrentIndex(max(0, self.user.findData(chosen)))
        self.user.blockSignals(blocked)

    def offer_people(self, found: Sequence[tuple[RecordId, str]], *, asked: str) -> None:
        """Who matches what was typed."""
        if asked != self.person.text().strip() or not self.person.hasFocus():
            return
        self._people = {words: person for person, words in found}
        self._names.setStringList(list(self._people))
        self._completer.complete()

    def show_patient(self, patient_id: RecordId, words: str) -> None:
        """Narrow to one patient."""
        self._patient = (patient_id, words)
        self.person.setText(words)
        self.changed.emit()

    def clear(self) -> None:
        """Ask for everything again."""
        self._patient = None
        for control in (self.person, self.since, self.until):
            control.clear()
        for combo in (self.user, self.kind):
            combo.setCurrentIndex(0)
        self.changed.emit()

    def stop(self) -> None:
        """The window closes."""
        self._typing.stop()
        self._asking.stop()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.person, 4)
        row.addWidget(self.user, 3)
        row.addWidget(self.kind, 3)
        row.addWidget(self.since)
        row.addWidget(self.until)
        row.addWidget(self._clear)

    def _connect(self) -> None:
        self.person.textEdited.connect(self._on_person_edited)
        self.person.textChanged.connect(self._on_person_emptied)
        self._completer.activated.connect(self._on_picked)
        for combo in (self.user, self.kind):
            combo.currentIndexChanged.connect(self._typing.start)
        for day in (self.since, self.until):
            day.textChanged.connect(self._typing.start)
        self._clear.clicked.connect(self.clear)

    def _on_person_edited(self, _text: str) -> None:
        self._asking.start()

    def _on_person_emptied(self, text: str) -> None:
        if self._patient is not None and text != self._patient[1]:
            self._patient = None
            self._typing.start()

    def _on_person_settled(self) -> None:
        text = self.person.text().strip()
        if text and self._patient is None:
            self.person_typed.emit(text)

    def _on_picked(self, words: str) -> None:
        self.show_patient(self._people[words], words)

    def _day(self, name: str, words: str) -> QLineEdit:
        made = line_edit(name, placeholder=words, length=20)
        made.setAccessibleName(words)
        made.setToolTip(self.tr("{0}: a day like 24 Nov 2026").format(words))
        made.setFixedWidth(px(_DATE_WIDTH))
        made.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        return made

    def _instant(self, control: QLineEdit, days_on: int) -> datetime | None:
        text = control.text().strip()
        found = (
            [one for one in read_date(in_english(text), today=self._today) if len(one) == 10]
            if text
            else []
        )
        is_wrong = bool(text) and not found
        if control.property("invalid") != is_wrong:
            control.setProperty("invalid", is_wrong)
            control.style().unpolish(control)
            control.style().polish(control)
        if not found:
            return None
        day = date.fromisoformat(found[0]) + timedelta(days=days_on)
        return datetime.combine(day, time(), tzinfo=self._zone)

    def _timer(self, after_ms: int, fire: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(after_ms)
        timer.timeout.connect(fire)
        return timer
