"""The Reports panel on a desk with a week of visits and some money, as another desk left them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.availability import PractitionerSchedule, Weekday
from app.domain.billing import Charge, Payment, Refund
from app.domain.declare import Record
from app.domain.ids import PractitionerId, new_id
from app.domain.patient import Patient
from app.domain.reports import Report
from app.ui.panels.reports.panel import ReportsPanel
from app.ui.task_runner import TaskRunner
from tests.factories import (
    TODAY,
    a_child,
    a_clinic,
    a_patient,
    a_practitioner,
    a_record,
    a_user,
    an_appointment,
)
from tests.ui.conftest import ScreenDesk, until

ITO, WEISS = PractitionerId(new_id()), PractitionerId(new_id())
MONDAY = date(2026, 11, 16)
"""Of the week the desk's clock is in."""


def at(day: date, hour: int, minute: int = 0) -> dict[str, Any]:
    """A start at the clinic in New York, in winter."""
    begins = datetime(day.year, day.month, day.day, hour + 5, minute, tzinfo=UTC)
    return {"starts_at": begins, "local_start": f"{day.isoformat()}T{hour:02}:{minute:02}"}


@dataclass
class ReportsScreen:
    """The panel under test."""

    desk: ScreenDesk
    panel: ReportsPanel
    qtbot: QtBot
    amara: Patient
    tasks: TaskRunner
    said: list[str] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)

    def pull(self, *records: Record) -> None:
        self.desk.pull(*records)

    def visit(self, day: date, hour: int, *, minutes: int = 60, **facts: Any) -> None:
        """A visit another desk booked."""
        start = at(day, hour)
        ends = start["starts_at"] + timedelta(minutes=minutes)
        given = {"practitioner_id": ITO, "status": "completed", **start, "ends_at": ends, **facts}
        self.pull(an_appointment(self.amara, **given))

    def money(self, kind: type[Any], minor: int, day: date = TODAY, **facts: Any) -> Any:
        """An entry another desk made."""
        on = {Charge: "service_on", Payment: "received_on", Refund: "refunded_on"}[kind]
        made = a_child(kind, self.amara, amount_minor=minor, **{on: day}, **facts)
        self.pull(made)
        return made

    def hours(self, who: PractitionerId, *days: Weekday, begins: int = 8, ends: int = 16) -> None:
        """When somebody sees patients."""
        self.pull(
            *(
                a_record(
                    PractitionerSchedule,
                    practitioner_id=who,
                    weekday=day,
                    begins_at=begins * 60,
                    ends_at=ends * 60,
                )
                for day in days
            )
        )

    def lines(self) -> list[tuple[str, ...]]:
        """The table as it is read aloud."""
        model = self.panel.model
        return [
            tuple(str(model.index(row, at).data()) for at in range(model.columnCount()))
            for row in range(model.rowCount())
        ]

    def headline(self) -> str:
        return self.panel.headline.text()

    async def shows(self, report: Report) -> None:
        """Turn to a report and wait until it stands there."""
        self.panel.show_report(report)
        await self.settled()

    async def settled(self) -> None:
        await self.panel.query.settled()
        await self.tasks.settled()

    async def reads(self, headline: str) -> None:
        await until(lambda: self.headline() == headline, what=f"{headline}: {self.headline()}")

    def key(self, key: Qt.Key) -> None:
        QTest.keyClick(self.panel.chart, key)


@pytest.fixture
async def screen(desk: ScreenDesk, qtbot: QtBot) -> ReportsScreen:
    amara = a_patient(mrn="P-AMARA")
    people = [
        a_practitioner(id=ITO, family_name="Ito", given_names="Kenji", prefix="Dr"),
        a_practitioner(id=WEISS, family_name="Weiss", given_names="Ada", prefix="Dr"),
    ]
    desk.pull(a_clinic(), a_user(role=desk.data_sync.access.context.role), amara, *people)
    tasks = TaskRunner()
    panel = ReportsPanel(desk.data_sync, tasks)
    qtbot.addWidget(panel)
    screen = ReportsScreen(desk, panel, qtbot, amara, tasks)
    panel.said.connect(screen.said.append)
    tasks.failed.connect(screen.failures.append)
    desk.at_end += [panel.stop, tasks.stop]
    panel.resize(1084, 744)
    panel.show()
    panel.opened()
    await screen.settled()
    return screen
