"""The tour's pictures of the calendar: its views, what lies beside a booking, and the figures."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from app.demo.tour_window import click, settle, type_keys
from app.domain.reports import Report

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.demo.tour_billing import Picture
    from app.ui.main_window import MainWindow

_SCHEDULE = ("hours", "blocks", "holidays")
_VIEWS = ("rooms", "week", "calls")
_FOUND = "kan"


def calendar_pictures(window: MainWindow, patient_id: str) -> list[Picture]:
    """What the tour shows of the calendar besides the day itself, in order."""

    def view(name: str) -> Callable[[], Awaitable[QWidget | None]]:
        async def show() -> None:
            click(window, f"view_{name}")

        return show

    async def free_times() -> None:
        click(window, "view_day")
        window.book_for(patient_id)
        await settle(window)
        click(window, "find_free")

    async def series() -> QWidget | None:
        return window.appointments.form.repeat()

    async def walk_in() -> QWidget | None:
        from PySide6.QtWidgets import QLineEdit

        click(window, "view_day")
        window.appointments.close_side()
        await settle(window)
        sheet = window.appointments.overview.walk_ins.add()
        field = sheet and sheet.findChild(QLineEdit, "walk_in_patient")
        if field:
            type_keys(field, _FOUND)
        return sheet

    async def sheet_of_the_day() -> QWidget:
        from app.ui.printing.preview import PrintPreview

        window.appointments.printing.print_all()
        await settle(window)
        return window.appointments.findChildren(PrintPreview)[-1]

    return [
        *((name, view(name)) for name in _VIEWS),
        ("free-times", free_times),
        ("series", series),
        *_forms_of_lists(window, patient_id),
        ("walk-in", walk_in),
        ("day-sheet", sheet_of_the_day),
    ]


def _forms_of_lists(window: MainWindow, patient_id: str) -> list[Picture]:
    """The forms beside the lists people are called from."""

    async def recall() -> None:
        window.appointments.close_side()
        await settle(window)
        window.begin("recall", patient_id)

    async def wish() -> None:
        window.appointments.calls.add_wish()

    return [("recall-new", recall), ("waiting-new", wish)]


def report_pictures(window: MainWindow) -> list[Picture]:
    """Each report, as its chart and its table."""

    def report(name: str) -> Callable[[], Awaitable[QWidget | None]]:
        async def show() -> None:
            window.open_panel("reports")
            await settle(window)
            click(window, f"report_{name}_chip")

        return show

    return [(f"report-{one.value}", report(one.value)) for one in Report]


def settings_pictures(window: MainWindow) -> list[Picture]:
    """What an administrator sets up: hours, blocked times, closed days, message templates."""

    def schedule(place: int) -> Callable[[], Awaitable[QWidget | None]]:
        async def show() -> None:
            window.open_panel("settings")
            window.settings.show_page("schedule")
            window.settings.schedule.turn_to(place)
            await settle(window)
            window.settings.schedule.front.add()

        return show

    async def templates() -> None:
        window.settings.show_page("templates")
        await settle(window)
        window.settings.templates.add()

    async def files() -> QWidget | None:
        from app.ui.panels.reports.panel import ReportsPanel

        window.open_panel("reports")
        await settle(window)
        panel = window.panel
        return panel.open_files() if isinstance(panel, ReportsPanel) else None

    return [
        *((f"settings-{name}", schedule(place)) for place, name in enumerate(_SCHEDULE)),
        ("settings-templates", templates),
        ("files-asked-for", files),
    ]


def frame_pictures(window: MainWindow) -> list[Picture]:
    """The list of keys, and what happened lately."""

    async def keys() -> QWidget:
        return window.open_key_sheet()

    async def commands() -> None:
        window.open_panel("appointments")
        await settle(window)
        window.search.setFocus()
        type_keys(window.search, ">day")

    async def notices() -> None:
        window.search.clear()
        window.search.close_results()
        window.notices.open_up()

    return [("keys", keys), ("commands", commands), ("notices", notices)]
