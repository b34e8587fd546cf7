"""What a new clinic is called, where it is, and who starts it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from app.domain.staff import LONGEST_CLINIC_NAME, LONGEST_USERNAME, is_name
from app.ui.first_run import route
from app.ui.first_run.page import Page
from app.ui.first_run.zone_list import ZoneList
from app.ui.widgets.fields import Field, line_edit

_LONGEST = 200


class ClinicPage(Page):
    """Names and the time zone."""

    def __init__(self, *, workstation_name: str) -> None:
        super().__init__(
            route.CLINIC,
            self.tr("Your clinic and you"),
            self.tr("Every time on screen is in the clinic's zone, whatever this computer's is."),
        )
        self.clinic_name = self._field(
            "first_clinic_name", self.tr("Clinic name"), LONGEST_CLINIC_NAME
        )
        self.workstation = self._field(
            "first_workstation", self.tr("Name of this workstation"), _LONGEST
        )
        self.workstation.set_value(workstation_name)
        self.display_name = self._field("first_display_name", self.tr("Your name"), _LONGEST)
        self.username = self._field(
            "first_username", self.tr("User name, to sign in with"), LONGEST_USERNAME
        )
        self.zones = ZoneList()
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        for at, field in enumerate(self._fields):
            grid.addWidget(field, at // 2, at % 2)
        self.body.addLayout(grid)
        self.body.addWidget(self.zones)
        self.body.addStretch(1)
        self.zones.submitted.connect(self.submitted)
        self._suggested = ""
        self.display_name.edited.connect(self._on_named)

    @property
    def first(self) -> QWidget:
        """The clinic's name."""
        return self.clinic_name.control

    def show_zones(self, zones: Sequence[str], chosen: str) -> None:
        """The zones of this computer."""
        self.zones.show_zones(zones, chosen)

    def check(self) -> bool:
        """Every name is one, and a zone is chosen."""
        for field in self._fields:
            self._check_name(field)
        zone = self.zones.zone()
        self.zones.set_error("" if zone else self.tr("Choose the zone the clinic is in."))
        is_good = self.show_wrong(*self._fields)
        if is_good and not zone:
            self.zones.search.setFocus()
        return is_good and bool(zone)

    @property
    def _fields(self) -> tuple[Field, ...]:
        return (self.clinic_name, self.workstation, self.display_name, self.username)

    def _field(self, name: str, caption: str, length: int) -> Field:
        control: QLineEdit = line_edit(name, length=length)
        field = Field(caption, control)
        control.returnPressed.connect(self.submitted)
        field.edited.connect(lambda: field.set_error(""))
        return field

    def _check_name(self, field: Field) -> None:
        text = field.value()
        if not text:
            field.set_error(self.tr("This is needed."))
        elif not is_name(text, longest=_LONGEST):
            field.set_error(self.tr("Only letters, digits and signs that can be printed."))
        else:
            field.set_error("")

    def _on_named(self) -> None:
        """The first word of a name is a good user name, as long as none was typed."""
        words = self.display_name.value().split()
        if self.username.value() == self._suggested:
            self._suggested = words[0].casefold()[:LONGEST_USERNAME] if words else ""
            self.username.set_value(self._suggested)
            self.username.set_error("")
