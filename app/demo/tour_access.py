"""The tour's pictures of who may see what: locks, roles, broken glass and the audit trail."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.demo.clinic import CLINIC_NAME, USER_NAME
from app.demo.tour_calendar import report_pictures, settings_pictures
from app.demo.tour_window import click, open_window, picture, settle, type_keys
from app.domain.changes import Origin
from app.domain.ids import PatientId
from app.domain.operations import OperationState
from app.domain.staff import Role
from app.sync.status import SyncState

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.bootstrap.desk import Desk
    from app.demo.look import Look
    from app.demo.scenes import Scene
    from app.demo.shown_sync import ShownSync
    from app.live.data_sync import DataSync
    from app.ui.lock_screen import LockScreen
    from app.ui.main_window import MainWindow

COLLEAGUE = "Clara Bauer"
_PEOPLE = (USER_NAME, COLLEAGUE, "Mateo Ruiz")
_REASON = "Called from the emergency room, asks for allergies"


@dataclass(slots=True)
class AccessPictures:
    """Follows the ordinary screens: their window is given, the administrator's is made here."""

    desk: Desk
    sync: ShownSync
    scene: Scene
    everyday: MainWindow
    folder: Path
    look: Look

    async def take(self) -> None:
        """Every picture, one after the other."""
        for name, step in (
            ("who-changed", self._who_changed),
            ("server-sign-in", self._server_sign_in),
        ):
            await self._show(self.everyday, name, step)
        context = replace(self.desk.context, role=Role.ADMIN)
        window, data_sync = open_window(self.desk, self.sync, context, self.look)
        steps: dict[str, Callable[[], Awaitable[QWidget | None]]] = {
            "user-menu": lambda: self._user_menu(window),
            "glass-ask": lambda: self._glass_ask(window),
            "glass-broken": lambda: self._glass_broken(window, data_sync),
            "audit": lambda: self._audit(window),
            "audit-event": lambda: self._audit_event(window),
            **dict(report_pictures(window)),
            **dict(settings_pictures(window)),
            "lock-screen": lambda: self._lock_screen(window),
            "user-switch": lambda: self._user_switch(window),
        }
        for name, step in steps.items():
            await self._show(window, name, step)
        window.close()
        window.deleteLater()
        data_sync.deleteLater()

    async def _show(
        self, window: MainWindow, name: str, step: Callable[[], Awaitable[QWidget | None]]
    ) -> None:
        over = await step()
        await settle(window)
        path = self.folder / f"{name}-{self.look.name}.png"
        picture(window, over).save(str(path))
        print(path.name, flush=True)
        if over is not None:
            over.close()

    async def _who_changed(self) -> None:
        self.everyday.show_patient(self.scene.chart_patient.id)
        self.everyday.patients.edit_patient(self.scene.chart_patient.id)
        await settle(self.everyday)
        click(self.everyday, "patient_who_changed")

    async def _server_sign_in(self) -> None:
        await self.desk.worker.write(self._block_two)
        self.everyday.panel.close_side()
        self.sync.show(SyncState.NEEDS_LOGIN, waiting=3)
        self.everyday.top_bar.pill.click()

    def _block_two(self) -> None:
        """The server takes two changes from whoever made them only."""
        with self.desk.store.unit_of_work(self.desk.context, origin=Origin.REMOTE) as uow:
            waiting = [one.operation.op_id for one in uow.pending()][:2]
            uow.outbox.mark(waiting, OperationState.BLOCKED, code="needs_actor_session")

    async def _user_menu(self, window: MainWindow) -> QWidget:
        await settle(window)
        window.top_bar.user_button.click()
        return window.user_menu

    async def _glass_ask(self, window: MainWindow) -> QWidget:
        from PySide6.QtWidgets import QLineEdit

        from app.ui.panel_registry import PATIENTS

        window.open_panel(PATIENTS)
        await settle(window)
        sheet = window.patients.glass.ask()
        for name, text in (
            ("glass_number", self.scene.chart_patient.mrn),
            ("glass_reason", _REASON),
        ):
            field = sheet.findChild(QLineEdit, name)
            if field is not None:
                type_keys(field, text)
        return sheet

    async def _glass_broken(self, window: MainWindow, data_sync: DataSync) -> None:
        patient_id = PatientId(self.scene.chart_patient.id)
        await data_sync.access.break_glass(patient_id, _REASON)
        window.show_patient(patient_id)

    async def _audit(self, window: MainWindow) -> None:
        from app.ui.panel_registry import AUDIT

        window.panel.close_side()
        window.open_panel(AUDIT)

    async def _audit_event(self, window: MainWindow) -> None:
        view = window.audit.view
        view.setCurrentIndex(window.audit.model.index(2, 0))
        view.clicked.emit(view.currentIndex())

    async def _lock_screen(self, _window: MainWindow) -> QWidget:
        from app.ui.lock_words import network_words

        self.sync.show(SyncState.OFFLINE, waiting=3)
        return self._locked(USER_NAME, network_words(self.sync.status))

    async def _user_switch(self, _window: MainWindow) -> QWidget:
        from PySide6.QtWidgets import QLineEdit

        screen = self._locked(COLLEAGUE, "")
        field = screen.findChild(QLineEdit, "passphrase")
        if field is not None:
            type_keys(field, "4839")
        return screen

    def _locked(self, chosen: str, network: str) -> LockScreen:
        from app.ui.lock_screen import LockScreen
        from app.ui.sign_in_card import SignInUser

        users = tuple(SignInUser(name, has_pin=True) for name in _PEOPLE)
        screen = LockScreen(CLINIC_NAME, users, chosen=chosen, network=network)
        screen.resize(*self.look.size)
        screen.show()
        return screen
