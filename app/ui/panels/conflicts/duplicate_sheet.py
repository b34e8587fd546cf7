"""Two patients who may be one person: what is known of each beside the other, and the answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.declare import Record
from app.domain.patient import Patient
from app.domain.waiting import Task
from app.services.conflict_list import ConflictDetail
from app.services.messages import phones_of
from app.ui.permitted import WhyLine, permit
from app.ui.theme.tokens import GAP
from app.ui.widgets.button import Button, Look
from app.ui.widgets.surfaces import label
from app.ui.wording import NOTHING, phone_words, shown_date, shown_sex


class DuplicateSheet(QWidget):
    """kept_apart(one, other): they are two people; merge_wished(one, other); patient_wished(id)."""

    kept_apart = Signal(str, str)
    merge_wished = Signal(str, str)
    patient_wished = Signal(str)

    def __init__(
        self,
        detail: ConflictDetail,
        task: Task,
        *,
        why: str,
        why_not_merge: str,
        who: Callable[[Record, str], Button],
    ) -> None:
        """who(patient, prefix): the button that says who changed their record."""
        super().__init__()
        self._who = who
        self.setObjectName("duplicate_sheet")
        other = task.source_id or ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        explained = self.tr(
            "Both were registered, and much of what is known of them is the same. "
            "Look at both charts: nobody is merged by the program itself."
        )
        column.addWidget(label(explained, wraps=True))
        self.charts: list[Button] = []
        column.addLayout(self._side_by_side(detail.people))
        self.apart = Button(self.tr("Two people: do not ask again"), name="keep_apart")
        self.apart.clicked.connect(lambda: self.kept_apart.emit(task.patient_id or "", other))
        permit(self.apart, why)
        self.merge = Button(
            self.tr("Merge…"),
            name="merge_people",
            look=Look.PRIMARY,
            accessible=self.tr("One person: merge the two records"),
        )
        self.merge.clicked.connect(lambda: self.merge_wished.emit(task.patient_id or "", other))
        permit(self.merge, why_not_merge)
        line_why = WhyLine(name="duplicate_why")
        below = QHBoxLayout()
        below.addWidget(self.merge)
        below.addWidget(self.apart)
        below.addStretch(1)
        column.addLayout(below)
        column.addWidget(line_why)
        line_why.say(" ".join(dict.fromkeys(filter(None, (why_not_merge, why)))))

    def take_focus(self) -> None:
        """Put the keyboard on the first chart, or on the answer where no chart is shown."""
        target = self.charts[0] if self.charts else self.apart
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _side_by_side(self, people: Sequence[Patient]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(8)
        if len(people) < 2:
            words = self.tr("One of the two is no longer there, or not shown to your role.")
            grid.addWidget(label(words, wraps=True, name="duplicate_hidden"), 0, 0, 1, 3)
        for at, person in enumerate(people):
            grid.setColumnStretch(1 + at, 1)
            head = QHBoxLayout()
            head.addWidget(label(person.display_name, "strong", wraps=True), 1)
            who = self._who(person, f"duplicate_{1 + at}")
            head.addWidget(who, 0, Qt.AlignmentFlag.AlignTop)
            grid.addLayout(head, 1, 1 + at)
            chart = Button(
                self.tr("Open chart"),
                name=f"chart_{person.id}",
                icon="user",
                accessible=self.tr("Open the chart of {0}").format(person.display_name),
            )
            chart.clicked.connect(
                lambda _checked=False, key=person.id: self.patient_wished.emit(key)
            )
            self.charts.append(chart)
            grid.addWidget(chart, 2, 1 + at, Qt.AlignmentFlag.AlignLeft)
        for row, (noun, values) in enumerate(self._facts(people), 3):
            differs = len(set(values)) > 1
            told = self.tr("{0} · differs").format(noun) if differs else noun
            name = f"duplicate_{row}"
            grid.addWidget(label(told, "label", wraps=True, name=name), row, 0)
            for at, value in enumerate(values):
                role = "strong" if differs else ""
                grid.addWidget(label(value, role, wraps=True, name=f"{name}_{at}"), row, 1 + at)
        grid.setColumnMinimumWidth(0, 96)
        return grid

    def _facts(self, people: Sequence[Patient]) -> list[tuple[str, list[str]]]:
        facts: tuple[tuple[str, Callable[[Patient], str | None]], ...] = (
            (self.tr("Born"), lambda one: shown_date(one.birth_date)),
            (self.tr("Record number"), lambda one: one.mrn),
            (self.tr("Sex"), lambda one: shown_sex(one.sex)),
            (self.tr("Phone"), lambda one: "\n".join(map(phone_words, phones_of(one)))),
            (self.tr("E-mail"), lambda one: one.email),
            (self.tr("Address"), _address),
        )
        return [(noun, [told(one) or NOTHING for one in people]) for noun, told in facts]


def _address(one: Patient) -> str:
    town = " ".join(filter(None, (one.postal_code, one.city)))
    return "\n".join(filter(None, (one.address_line, one.address_line2, town)))
