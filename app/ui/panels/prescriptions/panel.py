"""The Prescriptions panel: the list beside one prescription, and the form in its place."""

from __future__ import annotations

from app.domain.permissions import Permission
from app.domain.treatment import PrescriptionStatus
from app.live.data_sync import DataSync
from app.live.live_query import LiveQuery
from app.services.staff import BookingChoices
from app.ui.commands import command
from app.ui.models.prescription_words import look_of
from app.ui.models.prescription_words import said as words
from app.ui.panels.prescriptions.form import FORM, PrescriptionForm
from app.ui.panels.prescriptions.viewer import PrescriptionViewer
from app.ui.record_filters import RecordFilters
from app.ui.record_page import ListWords, RecordPage
from app.ui.record_panel import RecordPanel
from app.ui.task_runner import TaskRunner

_S = PrescriptionStatus


class PrescriptionsPanel(RecordPanel):
    """Find, write, sign, hold, stop, cancel, renew and print what is prescribed."""

    shows = frozenset({"prescription"})
    begins = frozenset({"prescription"})

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        source = data_sync.prescriptions
        filters, shown = _filters(), _list_words()
        page = RecordPage(data_sync, tasks, source, filters, words=shown, look=look_of)
        self.rx = PrescriptionViewer(data_sync, tasks)
        self.rx_form = PrescriptionForm(data_sync, tasks)
        super().__init__(
            data_sync,
            tasks,
            name=FORM,
            page=page,
            filters=filters,
            viewer=self.rx,
            form=self.rx_form,
            source=source,
            permission=Permission.PRESCRIPTION_EDIT,
        )
        self.people: LiveQuery[BookingChoices] = LiveQuery(
            data_sync.feed, data_sync.staff.booking_choices, entities=("practitioner",), parent=self
        )
        self.people.value_changed.connect(self._on_people)
        self._make_commands()

    def opened(self) -> None:
        """Read the list and who can prescribe."""
        self.people.refresh()
        super().opened()

    def stop(self) -> None:
        """The window closes."""
        self.people.stop()
        super().stop()

    def _on_people(self, found: BookingChoices) -> None:
        self.rx_form.show_people(found.practitioners)

    def _make_commands(self) -> None:
        rx = self.rx
        for name, text, fire, key, icon in (
            ("prescription_edit", words("Edit draft"), self.edit, "F2", "pencil"),
            ("prescription_sign", words("Sign"), lambda: rx.step("active"), "Ctrl+D", "check"),
            ("prescription_renew", words("Renew"), rx.renew, "Ctrl+R", "refresh-cw"),
            ("prescription_save_form", words("Save the form"), self.form.save, "Ctrl+S", "save"),
        ):
            command(self, name, text, fire, keys=[key], icon=icon, why=self.why)
        command(
            self,
            "prescription_print",
            words("Print prescription"),
            rx.ask_print,
            keys=["Ctrl+P"],
            icon="printer",
        )


def _filters() -> RecordFilters:
    return RecordFilters(
        name=FORM,
        placeholder=words("Filter by medication or patient"),
        chips={
            "open": (words("Open"), (_S.DRAFT.value, _S.ACTIVE.value, _S.ON_HOLD.value)),
            "draft": (words("Drafts"), (_S.DRAFT.value,)),
            "active": (words("Active"), (_S.ACTIVE.value,)),
            "ended": (
                words("Ended"),
                (_S.COMPLETED.value, _S.STOPPED.value, _S.CANCELLED.value),
            ),
            "all": (words("All"), ()),
        },
    )


def _list_words() -> ListWords:
    return ListWords(
        name=FORM,
        title=words("Prescriptions"),
        icon="pill",
        nothing=words("No prescriptions"),
        nothing_detail=words("What is prescribed to patients stands here."),
        action=words("New prescription"),
        at_first="open",
        entities=frozenset({"prescription", "patient", "practitioner"}),
    )
