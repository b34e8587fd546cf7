"""The chosen conflict: what clashed, whose, from whom; who looks after it; and its decision."""

from __future__ import annotations

from typing import TypeAlias

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.domain.conflict import UNDECIDED, ConflictKind
from app.domain.declare import Record, entity_named
from app.domain.ids import RecordId
from app.domain.permissions import Permission
from app.live.data_sync import DataSync
from app.services.appointments import Slot
from app.services.conflict_list import ConflictDetail
from app.services.double_bookings import BookedVisit
from app.ui.conflict_drafts import ConflictDrafts
from app.ui.conflict_permits import decision_whys
from app.ui.models.conflict_words import decision_words, headline, kind_words, origin_words, whom
from app.ui.panels.conflicts.booking_sheet import BookingSheet
from app.ui.panels.conflicts.claim_line import ClaimLine
from app.ui.panels.conflicts.deciding import Deciding
from app.ui.panels.conflicts.duplicate_sheet import DuplicateSheet
from app.ui.panels.conflicts.field_sheet import FieldSheet
from app.ui.permitted import Permits
from app.ui.task_runner import TaskRunner
from app.ui.theme.tokens import GAP
from app.ui.who_changed import Subject, WhoChanged
from app.ui.widgets.button import Button, Look
from app.ui.widgets.painting import ChipLabel
from app.ui.widgets.surfaces import Card, label, rule

Sheet: TypeAlias = FieldSheet | BookingSheet | DuplicateSheet
_SIDE = 20
_LOOK_AGAIN_MS = 50


class DetailPane(Card):
    """patient_wished(id): open that chart."""

    patient_wished = Signal(str)

    def __init__(
        self,
        data_sync: DataSync,
        tasks: TaskRunner,
        *,
        deciding: Deciding,
        drafts: ConflictDrafts,
    ) -> None:
        super().__init__(name="conflict_detail", padding=1)
        self._tasks = tasks
        self._data_sync, self._deciding, self._drafts = data_sync, deciding, drafts
        self._zone = data_sync.clinic.zone
        self._detail: ConflictDetail | None = None
        self._later: ConflictDetail | None = None
        """What is to be shown once no button is held down."""
        self._page = QWidget()
        self.sheet: Sheet | None = None
        self._scroll = QScrollArea()
        self._scroll.setObjectName("conflict_scroll")
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.body.addWidget(self._scroll)
        deciding.busy_changed.connect(self._on_busy)
        self.clear()

    @property
    def conflict_id(self) -> str:
        """The conflict on show; "" for none."""
        return self._detail.line.id if self._detail else ""

    def clear(self) -> None:
        """Show nothing."""
        self._detail, self.sheet, self._later = None, None, None
        self._put(QWidget())

    def show_detail(self, detail: ConflictDetail) -> None:
        """Show a conflict; what is shown already stays as it is, under the cursor.

        No button goes away while somebody presses it: its release would go nowhere.
        """
        self._later = None
        if detail == self._detail:
            return
        if any(one.isDown() for one in self.findChildren(QAbstractButton)):
            self._later = detail
            QTimer.singleShot(_LOOK_AGAIN_MS, self, self._show_later)
            return
        is_same = self._detail is not None and self._detail.line.id == detail.line.id
        focused = QApplication.focusWidget()
        name = focused.objectName() if focused and self.isAncestorOf(focused) else ""
        self._detail = detail
        page = QWidget()
        page.setObjectName("scroll_body")
        column = QVBoxLayout(page)
        column.setContentsMargins(_SIDE, 18, _SIDE, 18)
        column.setSpacing(GAP)
        self._head(column, detail)
        column.addWidget(rule())
        self.sheet = self._make_sheet(detail)
        if self.sheet is not None:
            column.addWidget(self.sheet)
        column.addStretch(1)
        self._put(page)
        self._fit()
        if isinstance(self.sheet, FieldSheet):
            self._drafts.attach(self.sheet)
        target = page.findChild(QWidget, name) if name and is_same else None
        if isinstance(target, QWidget):
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_later(self) -> None:
        if self._later is not None:
            self.show_detail(self._later)

    def take_focus(self) -> None:
        """Put the keyboard on the decision."""
        if self.sheet is not None and self.sheet.isEnabled():
            self.sheet.take_focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow pane shows two visits one below the other."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if isinstance(self.sheet, BookingSheet):
            self.sheet.fit(self._room())

    def _room(self) -> int:
        """Pixels across that a sheet has beside the scroll bar."""
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        return self.width() - 2 - bar - 2 * _SIDE

    def _put(self, page: QWidget) -> None:
        self._page = page
        self._scroll.setWidget(page)  # deletes the one before

    def _head(self, column: QVBoxLayout, detail: ConflictDetail) -> None:
        line = detail.line
        word, tone, icon = kind_words(line.kind)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(label(headline(line), "section", wraps=True, name="conflict_title"), 1)
        row.addWidget(ChipLabel(word, tone, icon=icon), 0, Qt.AlignmentFlag.AlignTop)
        conflict = detail.conflict
        # Each of two visits, like each of two people, says on its own card who changed it.
        is_asked_below = detail.booking is not None and line.status in UNDECIDED
        if conflict is not None and not detail.is_withheld and not is_asked_below:
            record_type = entity_named(conflict.entity).record_type
            clashed = Subject(record_type, RecordId(conflict.row_id), conflict.patient_id)
            who = self._who_changed(clashed, "conflict")
            row.addWidget(who, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        if line.kind not in (ConflictKind.DOUBLE_BOOKING, ConflictKind.DUPLICATE):
            self._add_patient(column, detail)
        origin = origin_words(line, self._zone)
        if origin:
            words = self.tr("Held back: {0}").format(origin)
            if line.kind == ConflictKind.DOUBLE_BOOKING:
                words = self.tr("Came second: {0}").format(origin)
            column.addWidget(label(words, "label", wraps=True, name="conflict_origin"))
        if line.status in UNDECIDED and detail.conflict is not None:
            why = Permits(self._data_sync).why_not(Permission.CONFLICT_RESOLVE)
            user_id = self._data_sync.user.id
            claim = ClaimLine(line, zone=self._zone, user_id=user_id, why=why)
            claim.claim_wished.connect(lambda: self._deciding.claim(line.id))
            claim.release_wished.connect(lambda: self._deciding.release(line.id))
            column.addWidget(claim)
        elif line.resolved_at is not None:
            self._add_decision(column, detail)

    def _who_changed(self, asked: Record | Subject, prefix: str) -> WhoChanged:
        return WhoChanged(self._data_sync, self._tasks, lambda: asked, prefix=prefix)

    def _add_patient(self, column: QVBoxLayout, detail: ConflictDetail) -> None:
        line = detail.line
        if not line.patient_id:
            return
        chart = Button(
            self.tr("Open chart"),
            name="conflict_patient",
            icon="user",
            look=Look.QUIET,
            accessible=self.tr("Open the chart of {0}").format(whom(line)),
        )
        chart.clicked.connect(lambda: self.patient_wished.emit(line.patient_id or ""))
        row = QHBoxLayout()
        row.addWidget(label(whom(line), "strong", wraps=True, name="conflict_whom"), 1)
        row.addWidget(chart)
        column.addLayout(row)

    def _add_decision(self, column: QVBoxLayout, detail: ConflictDetail) -> None:
        line = detail.line
        row = QHBoxLayout()
        row.setSpacing(8)
        words = decision_words(line, self._zone, user_id=self._data_sync.user.id)
        row.addWidget(label(words, "strong", wraps=True, name="conflict_decision"), 1)
        if line.kind == ConflictKind.FIELD:
            again = Button(self.tr("Open again"), name="conflict_reopen", icon="history")
            again.clicked.connect(lambda: self._deciding.reopen(line.id))
            row.addWidget(again)
        column.addLayout(row)

    def _make_sheet(self, detail: ConflictDetail) -> Sheet | None:
        permits, line = Permits(self._data_sync), detail.line
        if detail.task is not None:
            why = permits.why_not(Permission.TASK_EDIT) or permits.why_not(Permission.PATIENT_LIST)
            sheet = DuplicateSheet(
                detail,
                detail.task,
                why=why,
                why_not_merge=permits.why_not(Permission.PATIENT_MERGE),
                who=self._who_changed,
            )
            sheet.kept_apart.connect(self._on_kept_apart)
            sheet.merge_wished.connect(self._on_merge_wished)
            sheet.patient_wished.connect(self.patient_wished)
            return sheet
        conflict = detail.conflict
        if conflict is None:
            return None
        whys = decision_whys(permits, conflict)
        if detail.booking is not None and line.status in UNDECIDED:
            booking = BookingSheet(
                detail.booking,
                zone=self._zone,
                permits=permits,
                whys=whys,
                who=self._who_changed,
            )
            booking.decided.connect(self._on_decided)
            booking.move_wished.connect(self._on_move)
            booking.patient_wished.connect(self.patient_wished)
            return booking
        if detail.booking is not None:
            return None
        is_own = conflict.device_id in (None, self._data_sync.workstation_id)
        fields = FieldSheet(
            detail, conflict, zone=self._zone, is_own=is_own, whys=whys, room=self._room()
        )
        fields.decided.connect(self._on_decided)
        fields.set_decided(is_decided=line.status not in UNDECIDED)
        return fields

    def _on_decided(self, how: str, values: dict[str, object]) -> None:
        self._deciding.decide(self.conflict_id, how, values)

    def _on_kept_apart(self, one: str, other: str) -> None:
        self._deciding.keep_apart(self.conflict_id, one, other)

    def _on_move(self, visit_id: str, slot: Slot) -> None:
        booked = self._booked(visit_id)
        if booked is not None:
            self._deciding.move(self.conflict_id, booked, slot)

    def _booked(self, visit_id: str) -> BookedVisit | None:
        booking = self._detail.booking if self._detail else None
        both = booking.both if booking else ()
        return next((one for one in both if one.visit.id == visit_id), None)

    def _on_busy(self, is_busy: bool) -> None:
        """Nothing is decided twice by a second click."""
        if self.sheet is not None:
            self.sheet.setEnabled(not is_busy)

    def _on_merge_wished(self, one: str, other: str) -> None:
        if self._detail is not None:
            self._deciding.merge(self._detail.line.id, one, other, window=self)
