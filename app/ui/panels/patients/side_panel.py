"""The side panel: who this is, what to watch out for, how to reach them, what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.ids import RecordId
from app.domain.patient import Patient
from app.domain.permissions import Need, Permission
from app.live.missing_parts import Fetching
from app.services.charts import PatientChart, PatientOverview
from app.ui.at_server_words import at_server_words, missing_line
from app.ui.clinical_words import allergy_words, condition_words
from app.ui.conflict_permits import decision_whys
from app.ui.panels.patients.conflict_card import ConflictCard
from app.ui.panels.patients.consents import ConsentList
from app.ui.panels.patients.facts import FactGroup
from app.ui.panels.patients.glance import (
    address_of,
    glance_facts,
    immunization_facts,
    note_facts,
    recall_facts,
    recent_facts,
    relation_facts,
    screening_facts,
    team_roles,
    vitals_facts,
)
from app.ui.panels.patients.identity_header import IdentityHeader
from app.ui.panels.patients.merges import MergedRecords
from app.ui.panels.patients.policies import PolicyList
from app.ui.panels.patients.vitals_page import why_no_vitals
from app.ui.permitted import Permits, WhyLine, permit
from app.ui.theme.sizes import side_width
from app.ui.theme.tokens import GAP, Tone
from app.ui.widgets.button import Button, Look
from app.ui.widgets.flow import flow_of
from app.ui.widgets.painting import ChipLabel
from app.ui.widgets.surfaces import Card, Notice, column_of_parts
from app.ui.wording import phone_words, shown_date, shown_visit

_LISTED = 6
_RESULTS = ("screening", "vital_signs", "immunization", "health_record")


class PatientSidePanel(Card):
    """Shows one patient's chart, as far as the acting role is shown it.

    Wishes: book, edit, close, decide a conflict, state a reason (patient id) to be shown more, make
    a MergedRecord a patient again.
    """

    book_requested = Signal(str)
    recall_requested = Signal(str)
    vitals_requested = Signal(str)
    print_requested = Signal(str)
    edit_requested = Signal(str)
    close_requested = Signal()
    conflict_decided = Signal(str, str, object)
    conflict_shown = Signal(object)
    reason_wished = Signal(str)
    part_wished = Signal(object)

    def __init__(self, *, zone: str, here: str = "", permits: Permits | None = None) -> None:
        super().__init__(name="patient_side_panel", padding=1)
        self._permits = permits
        self._patient_id, self._is_overview = "", True
        self._zone = zone
        self._here = here
        self._names: Mapping[str, str] = {}
        self._chart: PatientChart | None = None
        self._now = datetime.min.replace(tzinfo=UTC)
        self.setFixedWidth(side_width())
        self.setAccessibleName(self.tr("Patient"))
        scroll = QScrollArea()
        scroll.setObjectName("side_scroll")
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        body = QWidget()
        body.setObjectName("scroll_body")
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(20, 20, 20, 20)
        self._column.setSpacing(GAP)
        scroll.setWidget(body)
        self.body.addWidget(scroll)
        self.header = IdentityHeader()
        self.header.close_requested.connect(self.close_requested)
        self._column.addWidget(self.header)
        self._build_notices()
        self._build_actions()
        self._build_groups()
        self._column.addStretch(1)

    @property
    def chart(self) -> PatientChart | None:
        """What is shown."""
        return self._chart

    def show_chart(self, chart: PatientChart, now: datetime) -> None:
        """Show this patient."""
        if chart.patient.id != self._patient_id:
            for group in (self._glance, self._recalls, self._people, self._recent):
                group.set_facts(())
            self._merged.set_records((), why="")
        self._chart, self._now = chart, now
        self._patient_id = chart.patient.id
        self._deeds.show()
        self._parts.setVisible(self._is_overview)
        self._permit(chart)
        self._show_identity(chart, now)
        self._show_notices(chart)
        self._show_conflicts(chart)
        self._contact.set_facts(self._contact_facts(chart.patient))
        self._visits.set_facts(self._visit_facts(chart))
        self._contacts.set_facts(
            [
                (c.relationship or self.tr("Contact"), f"{c.name}\n{phone_words(c.phone or '')}")
                for c in chart.contacts
            ]
        )
        told = [c for c in chart.conditions if c.status in ("active", "recurrence", "")]
        conditions = [condition_words(c) for c in told]
        medicines = [m.text for m in chart.medications if m.status == "active"]
        missing = chart.at_server
        self._conditions.set_facts(self._shortened(conditions, missing.get("condition", 0)))
        self._medications.set_facts(
            self._shortened(medicines, missing.get("medication_statement", 0))
        )
        self._show_results(chart)

    def show_overview(self, overview: PatientOverview) -> None:
        """Show what is worked out of the chart that is shown; late words of another are dropped."""
        if self._chart is None or overview.patient_id != self._patient_id:
            return
        self._glance.set_facts(glance_facts(overview.figures))
        self._recalls.set_facts(recall_facts(overview.recalls, zone=self._zone, now=self._now))
        today = self._now.astimezone(ZoneInfo(self._zone)).date()
        roles = team_roles(self._chart.care_team, today)
        self._people.set_facts(relation_facts(overview.relations, roles))
        self._recent.set_facts(recent_facts(overview.figures, self._zone))
        why = self._permits.why_not(Permission.PATIENT_MERGE) if self._permits else ""
        self._merged.set_records(overview.merged, why=why)

    def put_tabs(self, tabs: QWidget) -> None:
        """Let this stand above the overview, and in its place."""
        self._column.insertWidget(self._column.indexOf(self._parts), tabs, 1)

    def show_overview_parts(self, *, is_shown: bool) -> None:
        """Whether the overview is shown; else something else is in its place."""
        self._is_overview = is_shown
        self._parts.setVisible(is_shown and self._chart is not None)

    def show_denied(self, patient_id: str, words: str, *, can_state_reason: bool) -> None:
        """Show nothing of a patient but why, and what would help."""
        self._chart = None
        self._patient_id = patient_id
        self._deeds.hide()
        self._parts.hide()
        self.header.show_nobody()
        self.setAccessibleName(self.tr("Patient, not shown"))
        for notice in (self._glass, self._at_server, self._allergies, self._alert):
            notice.set_text("")
        self._waiting.hide()
        self._drop_conflicts()
        for group in self._parts.findChildren(FactGroup):
            group.set_facts(())
        self._merged.set_records((), why="")
        self._withheld.say(words, can_state_reason=can_state_reason)

    def set_glass(self, words: str) -> None:
        """Until when the glass is broken; "" where it is whole."""
        self._glass.set_text(words)

    def set_missing(self, state: Fetching) -> None:
        """How it stands with what this desk does not hold of the chart."""
        if self._chart is not None:
            self._at_server.set_text(at_server_words(self._chart.at_server, state))

    def set_user_names(self, names: Mapping[str, str]) -> None:
        """Who the identifiers in conflicts are."""
        self._names = names
        if self._chart is not None:
            self._show_conflicts(self._chart)

    def _build_notices(self) -> None:
        self._glass = Notice(Tone.WARN, "lock", name="glass_banner")
        self._glass.set_text("")
        self._column.addWidget(self._glass)
        self._withheld = WhyLine(name="side_withheld")
        self._withheld.reason_wished.connect(lambda: self.reason_wished.emit(self._patient_id))
        self._waiting = ChipLabel(self.tr("Waiting to sync"), Tone.INFO, icon="clock")
        self._waiting.setObjectName("side_waiting")
        self._column.addWidget(self._waiting)
        self._allergies = Notice(Tone.DANGER, "triangle-alert", name="allergy_banner")
        self._alert = Notice(Tone.WARN, "info", name="alert_banner")
        self._at_server = Notice(Tone.WARN, "info", name="at_server_notice")
        self._at_server.set_text("")
        self._column.addWidget(self._withheld)
        self._column.addWidget(self._at_server)
        self._column.addWidget(self._allergies)
        self._column.addWidget(self._alert)
        self._conflicts = QVBoxLayout()
        self._conflicts.setSpacing(8)
        self._column.addLayout(self._conflicts)

    def _build_actions(self) -> None:
        self._deeds, deeds = column_of_parts()
        self._parts, self._lower = column_of_parts()
        self._column.addWidget(self._deeds)
        self._column.addWidget(self._parts)
        row = QHBoxLayout()
        row.setSpacing(8)
        book = Button(self.tr("Book"), name="book_button", icon="calendar-plus", look=Look.PRIMARY)
        edit = Button(self.tr("Edit"), name="edit_button", icon="pencil")
        edit.setToolTip(self.tr("Edit this patient (F2)"))
        book.clicked.connect(self._on_book)
        edit.clicked.connect(self._on_edit)
        row.addWidget(book, 1)
        row.addWidget(edit, 1)
        deeds.addLayout(row)
        recall = Button(self.tr("Call in again"), name="recall_button", icon="phone")
        recall.clicked.connect(lambda: self.recall_requested.emit(self._patient_id))
        out = Button(self.tr("Print…"), name="print_chart_button", icon="printer")
        out.setToolTip(self.tr("Print a chart summary (Ctrl+P)"))
        out.clicked.connect(lambda: self.print_requested.emit(self._patient_id))
        deeds.addLayout(flow_of((recall, out)))  # German words need two lines
        vitals = Button(self.tr("Vital signs…"), name="vitals_button", icon="heart-pulse")
        vitals.setToolTip(self.tr("What was measured, and when (Ctrl+M)"))
        vitals.clicked.connect(lambda: self.vitals_requested.emit(self._patient_id))
        deeds.addWidget(vitals)
        self._open_vitals = vitals
        self._book, self._edit, self._recall, self._print = book, edit, recall, out
        self._actions_why = WhyLine(name="side_actions_why")
        deeds.addWidget(self._actions_why)

    def _build_groups(self) -> None:
        self._contact = FactGroup(self.tr("Contact"), name="contact_facts")
        self._visits = FactGroup(self.tr("Next visit"), name="visit_facts")
        self._recalls = FactGroup(self.tr("Recalls"), name="recall_facts")
        self.policies = PolicyList()
        self._contacts = FactGroup(self.tr("Emergency contacts"), name="emergency_facts")
        self._glance = FactGroup(self.tr("At a glance"), name="glance_facts")
        self._people = FactGroup(self.tr("Family and care team"), name="relation_facts")
        self._recent = FactGroup(self.tr("Recent activity"), name="recent_facts")
        self._conditions = FactGroup(self.tr("Conditions"), name="condition_facts")
        self._medications = FactGroup(self.tr("Medications"), name="medication_facts")
        self._screenings = FactGroup(self.tr("Screenings"), name="screening_facts")
        self._vitals = FactGroup(self.tr("Vital signs"), name="vitals_facts")
        self._immunizations = FactGroup(self.tr("Vaccinations"), name="immunization_facts")
        self._notes = FactGroup(self.tr("Notes"), name="note_facts")
        for group in (
            self._contact,
            self._visits,
            self._recalls,
            self._glance,
            self.policies,
            self._contacts,
            self._people,
            self._conditions,
            self._medications,
            self._vitals,
            self._immunizations,
            self._screenings,
            self._notes,
            self._recent,
        ):
            self._lower.addWidget(group)
            if group is self.policies:
                self.consents = ConsentList()
                self._lower.addWidget(self.consents)
        self._merged = MergedRecords(zone=self._zone)
        self._merged.part_wished.connect(self.part_wished)
        self._lower.addWidget(self._merged)

    def _permit(self, chart: PatientChart) -> None:
        permits = self._permits
        if permits is None:
            return
        helps = any(chart.withheld.values()) and permits.states_reasons
        # The front desk is shown all but results, of everybody: what opens them says so.
        is_all = set(chart.withheld.items()) == {(name, Need.NOTHING) for name in _RESULTS}
        words = "" if is_all else permits.withheld(chart.withheld)
        self._withheld.say(words, can_state_reason=helps)
        book, edit = permits.why_not_book(), permits.why_not_edit(chart.patient.id)
        permit(self._book, book)
        permit(self._edit, edit)
        permit(self._print, permits.why_not(Permission.PATIENT_PRINT, patient_id=chart.patient.id))
        permit(self._open_vitals, why_no_vitals(permits, chart))
        permit(self._recall, permits.why_not(Permission.WAITLIST_EDIT))
        self._actions_why.say(" ".join(why for why in (book, edit) if why))

    def _show_identity(self, chart: PatientChart, now: datetime) -> None:
        patient = chart.patient
        today = now.astimezone(ZoneInfo(self._zone)).date()
        why = self._why_no_photo(patient.id)
        self.header.show_patient(patient, today=today, has_photo=bool(chart.photo), why=why)
        self.setAccessibleName(self.tr("Patient {0}").format(patient.display_name))
        self._waiting.setVisible(chart.is_pending)

    def _why_no_photo(self, patient_id: RecordId) -> str:
        permits = self._permits
        if permits is None:
            return ""
        filing = permits.why_not(Permission.DOCUMENT_EDIT, patient_id=patient_id, is_own=True)
        return filing or permits.why_not(Permission.PATIENT_EDIT, patient_id=patient_id)

    def _show_notices(self, chart: PatientChart) -> None:
        active = [a for a in chart.allergies if a.status in ("active", "")]
        words = ", ".join(map(allergy_words, active))
        count = self.tr("Allergies: {0}") if len(active) > 1 else self.tr("Allergy: {0}")
        self._allergies.set_text(count.format(words) if words else "")
        self._alert.set_text(chart.patient.alert or "")

    def _show_results(self, chart: PatientChart) -> None:
        missing, names = chart.at_server, chart.recorders
        self._screenings.set_facts(screening_facts(chart.screenings, missing.get("screening", 0)))
        self._vitals.set_facts(vitals_facts(chart.vitals, self._zone, names=names))
        self._immunizations.set_facts(
            immunization_facts(chart.immunizations, missing.get("immunization", 0), names=names)
        )
        at_server = missing.get("health_record", 0)
        notes = note_facts(chart.notes, at_server, zone=self._zone, names=names)
        self._notes.set_facts(notes)

    def _drop_conflicts(self) -> None:
        while self._conflicts.count():
            item = self._conflicts.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _show_conflicts(self, chart: PatientChart) -> None:
        self._drop_conflicts()
        for conflict in chart.open_conflicts:
            card = ConflictCard(
                conflict,
                zone=self._zone,
                is_own=conflict.device_id in (None, self._here),
                who=self._names.get(conflict.actor_id or "", ""),
                whys=decision_whys(self._permits, conflict) if self._permits else None,
                is_withheld=conflict.entity in chart.withheld,
            )
            card.decided.connect(self.conflict_decided)
            self._conflicts.addWidget(card)
            self.conflict_shown.emit(card)

    def _contact_facts(self, patient: Patient) -> list[tuple[str, str]]:
        address = address_of(patient)
        facts = [
            (self.tr("Phone"), phone_words(patient.phone or "")),
            (self.tr("Mobile"), phone_words(patient.phone_mobile or "")),
            (self.tr("Work"), phone_words(patient.phone_work or "")),
            (self.tr("E-mail"), patient.email or ""),
            (self.tr("Address"), address),
        ]
        return [fact for fact in facts if fact[1]]

    def _visit_facts(self, chart: PatientChart) -> list[tuple[str, str]]:
        facts: list[tuple[str, str]] = []
        visit = chart.next_visit
        if visit is not None:
            when = shown_visit(visit.starts_at, self._zone, weekday=True)
            facts.append((self.tr("When"), f"{when} ({visit.length_min} min)"))
            if visit.reason:
                facts.append((self.tr("Reason"), visit.reason))
        else:
            facts.append((self.tr("When"), self.tr("None booked")))
        if chart.provider is not None:
            facts.append((self.tr("Provider"), chart.provider.display_name))
        if chart.last_visit is not None:
            last = shown_date(chart.last_visit.local_start[:10])
            facts.append((self.tr("Last"), last))
        return facts

    def _shortened(self, texts: list[str], missing: int) -> list[tuple[str, str]]:
        lines = [("", text) for text in texts[:_LISTED]]
        if len(texts) > _LISTED:
            lines.append(("", self.tr("and {0} more").format(len(texts) - _LISTED)))
        if missing:
            lines.append(("", missing_line(missing)))
        return lines

    def _on_book(self) -> None:
        if self._chart:
            self.book_requested.emit(self._chart.patient.id)

    def _on_edit(self) -> None:
        if self._chart:
            self.edit_requested.emit(self._chart.patient.id)
