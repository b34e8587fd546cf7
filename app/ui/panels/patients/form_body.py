"""The cards of the patient form: two columns where they fit, one below another where not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.declare import Record
from app.domain.ids import RecordId
from app.services.charts import PatientChart
from app.services.setup_entries import Names
from app.ui.panels.patients import form_layout
from app.ui.panels.patients.child_kind import ChildKind
from app.ui.panels.patients.child_rows import ChildRows
from app.ui.panels.patients.form_fields import PatientFields
from app.ui.permitted import WhyLine
from app.ui.theme.sizes import px
from app.ui.theme.tokens import GAP
from app.ui.widgets.surfaces import Card, label

TWO_COLUMNS_FROM = 1000
"""Pixels of the form; with the window's frame this is a window of about 1250."""


class FormBody(QScrollArea):
    """Everything that can be filled in, as one page that scrolls."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("form_scroll")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.fields = PatientFields(parent=self)
        self._whys: list[WhyLine] = []
        self._offered: Mapping[RecordId, str] = {}
        self._named: Mapping[RecordId, str] = {}
        page = QWidget()
        page.setObjectName("scroll_body")
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight, page)
        self._sides.setContentsMargins(0, 0, 0, 0)
        self._sides.setSpacing(GAP)
        left, right = self._side(), self._side()
        self._field_card(left, self.tr("Identity"), form_layout.identity_fields())
        self._field_card(left, self.tr("Contact"), form_layout.contact_fields())
        plans = form_layout.clinical_fields()
        alert = self._field_card(right, self.tr("Alert and allergies"), plans)
        allergies = ChildRows(form_layout.allergy_kind())
        alert.body.addWidget(allergies)
        kinds = (
            form_layout.coverage_kind(),
            form_layout.contact_kind(),
            form_layout.care_team_kind(),
            form_layout.identifier_kind(),
            form_layout.condition_kind(),
            form_layout.medication_kind(),
            form_layout.screening_kind(),
        )
        self.children_rows = (allergies, *(self._child_card(right, kind) for kind in kinds))
        """The editors of what the patient has several of: allergies first, then the kinds above."""
        left.addStretch(1)
        right.addStretch(1)
        self.setWidget(page)

    def lock_fields(self, why: str) -> None:
        """Let the patient's own fields be read only, and say why above each group of them."""
        self.fields.set_locked(why)
        for line in self._whys:
            line.say(why)

    def offer_team(self, names: Names) -> None:
        """The clinic's practitioners were read: who can be on a care team."""
        self._offered = names.practitioners
        self._name_team(None)

    def show_records(self, chart: PatientChart | None, *, today: date) -> None:
        """Start again from what a chart holds of each kind; from nothing for a new patient."""
        self._name_people(chart)
        for rows, records in zip(self.children_rows, _child_records(chart), strict=True):
            rows.show_records(records, today=today)

    def refresh(self, chart: PatientChart) -> bool:
        """Take over what another desk changed; True where there was anything."""
        self._name_people(chart)
        parts = zip(self.children_rows, _child_records(chart), strict=True)
        changed = [rows.refresh(records) for rows, records in parts]
        return any(changed)

    def show_top(self) -> None:
        """Scroll to where the form begins, with the cursor in the first field."""
        self.verticalScrollBar().setValue(0)
        first = self.fields.fields["family_name"]
        open_rows = (rows for rows in self.children_rows if not rows.is_locked)
        rows = next(open_rows, None) if first.is_locked else None
        (rows.first_stop() if rows else first.control).setFocus()

    def show_first_problem(self) -> None:
        """Put the cursor where something is wrong, and that place into view."""
        wrong = self.fields.first_problem() or next(
            (first for rows in self.children_rows if (first := rows.first_problem())), None
        )
        if wrong is not None:
            wrong.setFocus()
            self.ensureWidgetVisible(wrong)

    def _name_people(self, chart: PatientChart | None) -> None:
        """Who is on the team, and who recorded what is shown."""
        self._name_team(chart)
        for rows in self.children_rows:
            rows.name_recorders(chart.recorders if chart else {})

    def _name_team(self, chart: PatientChart | None) -> None:
        """Who can be chosen, and who is on the team: known before everybody was read."""
        if chart is not None:
            self._named = chart.team_names
        team = next(one for one in self.children_rows if one.entity == "care_team_member")
        nobody = team.kind.fields[0].choices[0]
        team.offer("practitioner_id", (nobody, *{**self._named, **self._offered}.items()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose one column or two."""
        fits = self.width() >= px(TWO_COLUMNS_FROM)
        direction = QBoxLayout.Direction
        self._sides.setDirection(direction.LeftToRight if fits else direction.TopToBottom)
        super().resizeEvent(event)

    def _side(self) -> QVBoxLayout:
        side = QVBoxLayout()
        side.setSpacing(GAP)
        self._sides.addLayout(side, 1)
        return side

    def _field_card(
        self, column: QVBoxLayout, title: str, plans: Sequence[form_layout.FieldPlan]
    ) -> Card:
        card = Card(padding=20)
        card.body.setSpacing(12)
        card.body.addWidget(label(title, "section"))
        why = WhyLine(name=f"{plans[0].name}_why")
        self._whys.append(why)
        card.body.addWidget(why)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(12)
        self.fields.place(plans, grid)
        card.body.addLayout(grid)
        column.addWidget(card)
        return card

    def _child_card(self, column: QVBoxLayout, kind: ChildKind) -> ChildRows:
        card = Card(padding=20)
        card.body.setSpacing(10)
        card.body.addWidget(label(kind.title, "section"))
        rows = ChildRows(kind)
        card.body.addWidget(rows)
        column.addWidget(card)
        return rows


def _child_records(chart: PatientChart | None) -> tuple[tuple[Record, ...], ...]:
    """What a chart holds for each of the form's `children_rows`; nothing for a new patient."""
    if chart is None:
        return (), (), (), (), (), (), (), ()
    return (
        chart.allergies,
        chart.coverages,
        chart.contacts,
        chart.care_team,
        chart.identifiers,
        chart.conditions,
        chart.medications,
        chart.screenings,
    )
