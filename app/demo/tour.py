"""`demo --tour DIR`: a picture of every screen, in each look that was asked for."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from app.bootstrap.scratch import scratch_folder
from app.demo import scenes
from app.demo.clinic import CLINIC_NAME, USER_NAME, DemoPlan
from app.demo.clock import ZONE, DemoClock
from app.demo.keys import PASSPHRASE, MemoryKeyStore
from app.demo.look import Look
from app.demo.papers import file_papers, paper
from app.demo.scenes import Scene
from app.demo.shown_sync import ShownSync
from app.demo.tour_access import AccessPictures
from app.demo.tour_billing import billing_pictures
from app.demo.tour_calendar import calendar_pictures, frame_pictures
from app.demo.tour_window import choose_first, click, open_window, settle, type_keys
from app.demo.tour_window import picture as drawn
from app.domain.audit import AuditAction
from app.domain.ids import AppointmentId, PatientId
from app.domain.permissions import Permission
from app.services.appointments import NewVisit, Slot
from app.settings import load_settings
from app.sync.status import SyncState

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.bootstrap.desk import Desk
    from app.live.data_sync import DataSync
    from app.ui.main_window import MainWindow


_PATIENCE_S, _LOOK_EVERY_S = 60.0, 0.01


def run_tour(folder: Path, looks: Sequence[Look], *, plan: DemoPlan) -> int:
    """Write the pictures and print their names; 0 when all were written."""
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from app.bootstrap.collecting import window_runner
    from app.bootstrap.desktop import make_application
    from app.ui.widgets import empty_state

    folder.mkdir(parents=True, exist_ok=True)
    application = make_application()
    # Or chance would say whether a cursor is in a picture, and where somebody had to wait.
    application.setCursorFlashTime(0)
    empty_state.LOADING_AFTER_MS = round(1000 * _PATIENCE_S)
    with (
        scratch_folder("clinic-desk-tour-") as place,
        window_runner(application) as loop,
    ):
        loop.run(_tour(folder, looks, place, plan))
    return 0


async def _tour(folder: Path, looks: Sequence[Look], place: Path, plan: DemoPlan) -> None:
    from app.demo.first_pages import picture_first_run

    for look in looks:
        look.put_on()
        await picture_first_run(folder, look, now=plan.now)
        home = place / look.name
        desk = await asyncio.to_thread(_make_desk, home, plan)
        try:
            guide = await _Guide.open(desk, folder, look, plan, place)
            await guide.walk()
        finally:
            await desk.aclose()


def _make_desk(home: Path, plan: DemoPlan) -> Desk:
    from app.bootstrap.headless import create_home, open_desk

    keystore = MemoryKeyStore()
    clock = DemoClock(plan.now, stands_still=True)
    settings = load_settings({})
    create_home(
        home,
        CLINIC_NAME,
        USER_NAME,
        PASSPHRASE,
        zone=ZONE,
        workstation_name="Front desk",
        clock=clock,
        keystore=keystore,
        settings=settings,
    )
    return open_desk(home, PASSPHRASE, clock=clock, keystore=keystore, settings=settings)


@dataclass(slots=True)
class _Guide:
    """Leads through one clinic in one colour scheme."""

    desk: Desk
    window: MainWindow
    data_sync: DataSync
    sync: ShownSync
    scene: Scene
    folder: Path
    look: Look
    now: datetime
    place: Path

    @classmethod
    async def open(
        cls, desk: Desk, folder: Path, look: Look, plan: DemoPlan, place: Path
    ) -> _Guide:
        """Fill the clinic and open its window."""
        scene = await desk.worker.write(
            lambda: scenes.set_scene(desk.store.unit_of_work, desk.context, plan=plan)
        )
        await asyncio.to_thread(file_papers, desk, plan.now, first=scene.chart_patient)
        sync = ShownSync(plan.now)
        window, data_sync = open_window(desk, sync, desk.context, look)
        return cls(desk, window, data_sync, sync, scene, folder, look, plan.now, place)

    def _steps(self) -> list[tuple[str, Callable[[], Awaitable[QWidget | None]]]]:
        return [
            ("day", self._day),
            ("day-list", self._day_list),
            ("booking", self._booking),
            *calendar_pictures(self.window, self.scene.chart_patient.id),
            ("day-empty", self._empty_day),
            ("patients", self._patients),
            ("patient-form", self._patient_form),
            ("patient-new", self._new_patient),
            ("search", self._search),
            ("patients-nothing-found", self._nothing_found),
            ("chart-summary", self._chart_summary),
            *self._chart_steps(),
            *billing_pictures(self.window, self.scene.chart_patient.id),
            ("messages", self._messages),
            ("message-new", self._new_message),
            *frame_pictures(self.window),
            ("offline", self._offline),
            ("sync", self._sync),
            ("conflict", self._conflict),
            ("double-booking", self._double_booking),
            ("settings", self._settings),
            ("settings-clinic", self._settings_clinic),
            ("import", self._import),
            ("unlock", self._unlock),
        ]

    async def walk(self) -> None:
        """Every screen, one after the other."""
        from app.live.access import Shown

        picture = Shown(
            screen="picture",
            action=AuditAction.EXPORT,
            entity="window",
            permission=Permission.SCHEDULE_PRINT,
        )
        for name, show in self._steps():
            over = await show()
            await self._settle()
            await self.data_sync.access.hand_out(picture, ())
            path = self.folder / f"{name}-{self.look.name}.png"
            drawn(self.window, over).save(str(path))
            print(path.name, flush=True)
            if over is not None:
                over.close()
                self.window.activateWindow()
        await AccessPictures(
            self.desk, self.sync, self.scene, self.window, self.folder, self.look
        ).take()
        self.window.put_away()  # what was begun on the way is nobody's: nothing is asked about it
        self.window.close()
        self.window.deleteLater()
        self.data_sync.deleteLater()

    async def _day(self) -> None:
        await self._settle()

    async def _day_list(self) -> None:
        click(self.window, "view_list")

    async def _booking(self) -> None:
        click(self.window, "view_day")
        self.window.book_for(self.scene.chart_patient.id)

    async def _empty_day(self) -> None:
        self.window.panel.close_side()
        today = self.now.astimezone(ZoneInfo(ZONE)).date()
        self.window.appointments.show_day(today + timedelta(days=90))

    async def _patients(self) -> None:
        self.window.appointments.show_day(self.now.astimezone(ZoneInfo(ZONE)).date())
        await self._settle()  # while it is seen: later pictures show where it was scrolled to
        self.window.show_patient(self.scene.chart_patient.id)

    async def _patient_form(self) -> None:
        self.window.patients.edit_patient(self.scene.chart_patient.id)

    async def _new_patient(self) -> None:
        self.window.panel.close_side()
        await self._settle()
        self.window.panel.start_new()

    async def _search(self) -> None:
        self.window.panel.close_side()
        await self._settle()
        self.window.search.setFocus()
        type_keys(self.window.search, self.scene.chart_patient.family_name[:3].lower())

    async def _nothing_found(self) -> None:
        from PySide6.QtWidgets import QLineEdit

        self.window.search.clear()
        box = self.window.findChild(QLineEdit, "patient_filter")
        if box is not None:
            box.setText("zzzz")

    async def _chart_summary(self) -> QWidget | None:
        self.window.show_patient(self.scene.chart_patient.id)
        await self._settle()
        return self.window.patients.printing.ask(self.scene.chart_patient.id)

    def _chart_steps(self) -> list[tuple[str, Callable[[], Awaitable[QWidget | None]]]]:
        return [
            ("prescriptions", self._prescriptions),
            ("care-plans", self._care_plans),
            ("documents", self._documents),
            ("document-new", self._new_document),
        ]

    async def _prescriptions(self) -> None:
        self.window.open_panel("prescriptions")
        await self._settle()
        choose_first(self.window, "prescription_list")

    async def _care_plans(self) -> None:
        self.window.open_panel("care_plans")
        await self._settle()
        choose_first(self.window, "care_plan_list")

    async def _documents(self) -> None:
        self.window.open_panel("documents")
        await self._settle()
        choose_first(self.window, "document_list")
        await self._settle()

    async def _new_document(self) -> None:
        from app.ui.panels.documents.panel import DocumentsPanel

        scan = self.place / "Insurance card.pdf"
        await asyncio.to_thread(scan.write_bytes, paper("Insurance card", ("Member 4711",)))
        self.window.begin("document", self.scene.chart_patient.id)
        await self._settle()
        if isinstance(panel := self.window.panel, DocumentsPanel):
            panel.form.take([str(scan)])

    async def _messages(self) -> None:
        self.window.open_panel("messages")
        await self._settle()
        listed = self.window.messages.list
        listed.view.setCurrentIndex(listed.model.index(0, 0))
        async with asyncio.timeout(_PATIENCE_S):
            while self.window.messages.conversation.found is None:  # noqa: ASYNC110
                await asyncio.sleep(_LOOK_EVERY_S)

    async def _new_message(self) -> None:
        self.window.begin("message_thread", self.scene.chart_patient.id)

    async def _offline(self) -> None:
        from PySide6.QtWidgets import QLineEdit

        self.window.messages.close_side()
        box = self.window.findChild(QLineEdit, "patient_filter")
        if box is not None:
            box.clear()
        await self._work_offline()
        self.sync.show(SyncState.OFFLINE, waiting=3)
        self.window.open_panel("appointments")

    async def _sync(self) -> None:
        self.window.top_bar.pill.click()

    async def _conflict(self) -> None:
        self.sync.show(SyncState.SYNCED, conflicted=1)
        self.window.show_patient(self.scene.clash_patient.id)

    async def _double_booking(self) -> None:
        begin, context = self.desk.store.unit_of_work, self.desk.context
        await self.desk.worker.write(
            lambda: scenes.double_book(begin, context, scene=self.scene, now=self.now)
        )
        self.sync.show(SyncState.SYNCED, conflicted=2)
        self.window.open_panel("appointments")

    async def _settings(self) -> None:
        self.window.open_panel("settings")

    async def _settings_clinic(self) -> None:
        self.window.settings.show_page("clinic")

    async def _import(self) -> QWidget:
        dialog = self.window.open_import()
        dialog.start([scenes.write_import_file(self.place)])
        await self.window.tasks.settled()
        await self._settle()
        return dialog

    async def _unlock(self) -> QWidget:
        from app.ui.unlock_window import UnlockWindow

        window = UnlockWindow(CLINIC_NAME)
        window.resize(*self.look.size)
        window.show()
        return window

    async def _work_offline(self) -> None:
        """A new visit, a confirmed one and a new phone number, none of them sent yet."""
        last = self.scene.later_visits[-1]
        noon = self.now.astimezone(ZoneInfo(ZONE)).replace(hour=12, minute=15, second=0)
        slot = Slot(
            starts_at=noon.replace(microsecond=0),
            length_min=30,
            practitioner_id=last.practitioner_id,
        )
        visit = NewVisit(
            patient_id=PatientId(self.scene.clash_patient.id),
            slot=slot,
            visit_type_id=last.visit_type_id,
            reason="Walk-in",
        )
        visits = self.data_sync.appointments
        await visits.book(visit)
        confirmed = AppointmentId(self.scene.later_visits[1].id)
        await visits.set_confirmation(confirmed, "confirmed")
        patient_id = PatientId(self.scene.chart_patient.id)
        await self.data_sync.patients.update(patient_id, {"phone_work": "+12125550110"})

    async def _settle(self) -> None:
        await settle(self.window)
