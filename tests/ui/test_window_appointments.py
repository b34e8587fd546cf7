"""The appointments inside the whole window: its shortcuts, its closing, its narrow sizes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from app.domain.appointment import Appointment
from app.domain.patient import Patient
from app.ui.main_window import MainWindow
from app.ui.panel_registry import APPOINTMENTS
from app.ui.panels.appointments.places import Split
from app.ui.widgets.calendar_canvas import CalendarCanvas
from app.ui.widgets.fields import ComboBox
from tests.factories import a_patient, a_practitioner, an_appointment
from tests.ui.conftest import ScreenDesk, a_while, until
from tests.ui.panels.appointments.conftest import at

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def amara() -> Patient:
    return a_patient()


@pytest.fixture
async def window(desk: ScreenDesk, amara: Patient, qtbot: QtBot) -> MainWindow:
    desk.keep(amara)
    made = MainWindow(desk.data_sync)
    qtbot.addWidget(made)
    desk.at_end += [lambda: [panel.stop() for panel in made.panels], made.tasks.stop]
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.open_panel(APPOINTMENTS)
    await until(lambda: made.appointments.schedule)
    return made


@pytest.fixture
async def visit(window: MainWindow, desk: ScreenDesk, amara: Patient) -> Appointment:
    """A visit at ten, selected, with the keyboard in the calendar."""
    doctor = a_practitioner()
    made = an_appointment(amara, starts_at=at(10), practitioner_id=doctor.id)
    desk.keep(doctor, made)
    await until(lambda: window.appointments.views.visit(made.id))
    await a_while(0.05)
    window.appointments.views.take_focus()
    window.appointments.views.select(made.id)
    return made


def canvas_of(window: MainWindow) -> CalendarCanvas:
    return window.appointments.views.calendar.canvas


def move(canvas: CalendarCanvas, to: QPoint) -> None:
    """A mouse move with the button down; QTest sends it without one."""
    place = QPointF(to)
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        place,
        QPointF(canvas.mapToGlobal(to)),
        Qt.MouseButton.NoButton,
        LEFT,
        NONE,
    )
    QApplication.sendEvent(canvas, event)


async def test_escape_gives_a_carry_up_and_leaves_the_form_open(
    window: MainWindow, visit: Appointment, desk: ScreenDesk, amara: Patient
) -> None:
    window.appointments.book_for(amara.id)
    await until(window.appointments.form._banner.isVisible)
    canvas = canvas_of(window)
    canvas.setFocus()
    canvas.select_visit(visit.id)
    QTest.keyPress(canvas, Qt.Key.Key_Down, ALT)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.keyRelease(canvas, Qt.Key.Key_Alt)
    await a_while(0.1)
    assert not canvas.is_busy
    assert window.appointments.form.is_open
    assert desk.stored(Appointment, visit.id).starts_at == at(10)


async def test_escape_gives_a_drag_up(
    window: MainWindow, visit: Appointment, desk: ScreenDesk
) -> None:
    canvas = canvas_of(window)
    start = canvas.visit_rect(visit.id).center()
    QTest.mousePress(canvas, LEFT, NONE, start)
    for y in (10, 40, 90):
        move(canvas, start + QPoint(0, y))
    assert canvas.is_busy
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(canvas, LEFT, NONE, start + QPoint(0, 90))
    await a_while(0.1)
    assert desk.stored(Appointment, visit.id).starts_at == at(10)


async def test_closing_keeps_the_form_even_while_a_visit_is_asked_about(
    window: MainWindow, visit: Appointment, desk: ScreenDesk
) -> None:
    QTest.keyClick(canvas_of(window), Qt.Key.Key_Delete)
    assert window.appointments.bar.is_open
    window.appointments.start_new()
    reason = window.appointments.form._fields.field("reason").control
    reason.setFocus()
    QTest.keyClicks(reason, "x")
    closed: list[bool] = []
    window.closed.connect(lambda: closed.append(True))
    window.close()
    await until(lambda: closed)
    (draft,) = await desk.data_sync.drafts.unfinished()
    assert draft.content == {}  # the offer names nobody
    draft = await desk.data_sync.drafts.get(draft.key)
    assert draft.content["typed"] == ["reason"]


@pytest.mark.parametrize(("width", "title"), [(1440, "Saturday 21 November"), (800, "Sat 21 Nov")])
async def test_the_head_says_less_where_there_is_less_room(
    window: MainWindow, width: int, title: str
) -> None:
    window.setMinimumSize(1, 1)  # longer words or letters need as much room in a wider one
    window.resize(width, 640)
    header = window.appointments.header
    found = header.findChild(QLabel, "appointments_title")
    assert isinstance(found, QLabel)
    await until(lambda: window.width() == width and found.text() == title)
    await until(lambda: not cut_parts(header), what="everything in the head is as wide as it asks")
    assert all(part.geometry().right() < header.width() for part in (header._new, header._after))


async def test_views_are_one_choice_where_their_names_have_no_room(window: MainWindow) -> None:
    window.setMinimumSize(1, 1)
    window.resize(800, 640)
    views = window.appointments.header.findChild(ComboBox, "day_view")
    await until(views.isVisible)
    views.setFocus()
    assert views.currentText() == "Day"
    QTest.keyClick(views, Qt.Key.Key_Down)
    await until(lambda: window.appointments.view_choice.split is Split.ROOMS)
    assert views.hasFocus()
    await until(lambda: not cut_parts(window.appointments.header))
    window.resize(1440, 640)
    await until(lambda: not views.isVisible())


def cut_parts(header: QWidget) -> list[str]:
    """What has less room than its words need."""
    return [
        part.objectName()
        for part in header.findChildren(QWidget)
        if part.isVisible() and part.width() < part.sizeHint().width()
    ]


def offered(window: MainWindow) -> list[str]:
    """The providers the form offers."""
    provider = window.appointments.form._fields.field("provider").control
    assert isinstance(provider, QComboBox)
    return [provider.itemText(at) for at in range(provider.count())]


async def test_long_names_do_not_push_the_form_out_of_its_place(
    window: MainWindow, desk: ScreenDesk
) -> None:
    long = a_patient(family_name="W" * 80, given_names="Maximiliane " * 5)
    desk.keep(long, a_practitioner(family_name="Featherstonehaugh-Cholmondeley-Marjoribanks III"))
    form = window.appointments.form
    await until(lambda: any("Feather" in words for words in offered(window)))
    window.appointments.book_for(long.id)
    await until(form._banner.isVisible)
    await a_while(0.05)
    scroll = form.findChild(QScrollArea, "booking_scroll")
    assert isinstance(scroll, QScrollArea)
    await until(lambda: scroll.widget().width() <= scroll.viewport().width())
    name = form.findChild(QLabel, "visit_patient_name")
    assert isinstance(name, QLabel)
    assert name.text().count("\n") == 1
    assert name.accessibleName() == long.display_name
