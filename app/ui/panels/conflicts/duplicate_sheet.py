"""Two patients who may be one person: look at both, and say that they are two."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.waiting import Task
from app.services.conflict_list import ConflictLine
from app.ui.permitted import WhyLine, permit
from app.ui.theme.tokens import GAP
from app.ui.widgets.button import Button
from app.ui.widgets.surfaces import label


class DuplicateSheet(QWidget):
    """kept_apart(one, other): they are two people; patient_wished(id)."""

    kept_apart = Signal(str, str)
    patient_wished = Signal(str)

    def __init__(self, line: ConflictLine, task: Task, *, why: str) -> None:
        super().__init__()
        self.setObjectName("duplicate_sheet")
        other = task.source_id or ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        explained = self.tr(
            "Both were registered, and much of what is known of them is the same. "
            "Look at both charts; nobody is merged by the program."
        )
        column.addWidget(label(explained, wraps=True))
        self.charts: list[Button] = []
        row = QHBoxLayout()
        row.setSpacing(8)
        for key, name in ((task.patient_id, line.patient_name), (other, line.other_name)):
            chart = Button(name or self.tr("Not shown"), name=f"chart_{key}", icon="user")
            chart.setEnabled(bool(name and key))
            chart.clicked.connect(lambda _checked=False, key=key: self.patient_wished.emit(key))
            self.charts.append(chart)
            row.addWidget(chart)
        row.addStretch(1)
        column.addLayout(row)
        self.apart = Button(self.tr("Two people: do not ask again"), name="keep_apart")
        self.apart.clicked.connect(lambda: self.kept_apart.emit(task.patient_id or "", other))
        permit(self.apart, why)
        line_why = WhyLine(name="duplicate_why")
        below = QHBoxLayout()
        below.addWidget(self.apart)
        below.addStretch(1)
        column.addLayout(below)
        column.addWidget(line_why)
        line_why.say(why)

    def take_focus(self) -> None:
        """Put the keyboard on the first chart."""
        self.charts[0].setFocus(Qt.FocusReason.OtherFocusReason)
