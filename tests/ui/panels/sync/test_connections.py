"""Nodes and how far they are, the level money waits for, unsent work as a file."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from app.domain.consistency import Acknowledgement, Consistency
from app.domain.errors import ConfigurationError, PermissionDenied, Unreachable
from app.domain.nodes import Node, Nodes
from app.domain.staff import Role
from app.services.unsent_files import TakenIn
from app.ui.panels.sync.connections_page import ConnectionsPage
from app.ui.panels.sync.panel import CONNECTIONS, SyncPanel
from app.ui.task_runner import TaskRunner
from tests.factories import DESK_ID, NOON, a_patient
from tests.ui.conftest import ScreenDesk, in_role, until

pytestmark = pytest.mark.row("C7")
LEFT = Qt.MouseButton.LeftButton


class Server:
    """The server's word about its nodes."""

    def __init__(self, standbys: int) -> None:
        self.failure: Exception | None = None
        self.standbys = standbys

    async def nodes(self) -> Nodes:
        if self.failure is not None:
            raise self.failure
        line = Node(role="standby", name="1", state="behind", seen_at=NOON, behind=12)
        return Nodes(
            nodes=(
                Node(role="server", name="", state="in_step", seen_at=NOON),
                *(line for _ in range(self.standbys)),
                Node(
                    role="workstation",
                    name="Front desk",
                    state="known",
                    id=DESK_ID,
                    seen_at=NOON - timedelta(days=1),
                ),
                Node(role="witness", name="new", state="odd"),
            ),
            standbys=self.standbys,
        )

    async def confirm(self, level: Consistency) -> bool:
        raise AssertionError(level)


class Files:
    """Where unsent work is written and read."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Path]] = []

    def write(self, place: Path) -> int:
        self.asked.append(("write", place))
        return 1

    def read(self, place: Path) -> TakenIn:
        self.asked.append(("read", place))
        return TakenIn(added=3, known=2)


@pytest.fixture
def server(desk: ScreenDesk) -> Server:
    made = Server(standbys=0)
    desk.data_sync.sync_centre._nodes = made
    return made


@pytest.fixture
async def panel(desk: ScreenDesk, server: Server, qtbot: QtBot) -> SyncPanel:
    tasks = TaskRunner()
    made = SyncPanel(desk.data_sync, tasks)
    qtbot.addWidget(made)
    desk.at_end += [made.stop, tasks.stop]
    made.resize(1100, 700)
    made.show()
    return made


async def page_of(panel: SyncPanel) -> ConnectionsPage:
    panel.show_page(CONNECTIONS)
    await panel._tasks.settled()
    page = panel.page_shown
    assert isinstance(page, ConnectionsPage)
    return page


def offered(page: ConnectionsPage) -> list[bool]:
    model = page.level.model()
    return [
        bool(model.flags(model.index(row, 0)) & Qt.ItemFlag.ItemIsEnabled)
        for row in range(page.level.count())
    ]


async def test_nodes_are_told_with_role_state_and_when_they_were_seen(
    panel: SyncPanel, server: Server
) -> None:
    server.standbys = 1
    page = await page_of(panel)
    QAbstractItemModelTester(page.model, panel)
    lines = [
        tuple(page.model.index(row, column).data() for column in range(4))
        for row in range(page.model.rowCount())
    ]
    assert lines == [
        ("Server", "Server", "In step", "21 Nov, 12:00"),
        ("Standby 1", "Standby", "12 changes behind", "21 Nov, 12:00"),
        ("Front desk (this desk)", "Workstation", "—", "20 Nov, 12:00"),
        ("new", "witness", "odd", "—"),
    ]


async def test_levels_that_wait_for_standbys_are_offered_only_where_there_are_some(
    panel: SyncPanel, server: Server
) -> None:
    page = await page_of(panel)
    assert offered(page) == [True, True, False, False]
    assert "no standby" in page._why.text()
    server.standbys = 2
    await page_of(panel)
    assert offered(page) == [True, True, True, True]


async def test_a_level_is_chosen_for_the_desk_and_money_waits_for_it(
    panel: SyncPanel, desk: ScreenDesk, server: Server, qtbot: QtBot
) -> None:
    page = await page_of(panel)
    page.level.setFocus()
    qtbot.keyClick(page.level, Qt.Key.Key_Down)
    page.level.activated.emit(page.level.currentIndex())
    await panel._tasks.settled()
    centre = desk.data_sync.sync_centre
    assert await centre.money_level() is Consistency.ONE
    written = await desk.data_sync.enter_money(lambda _begin, _context: "nothing to send")
    assert written.got is Acknowledgement.SERVER
    await centre.choose_money_level(Consistency.ALL)
    with pytest.raises(ConfigurationError):
        await desk.data_sync.enter_money(lambda _begin, _context: pytest.fail("written"))
    await page_of(panel)
    assert page.level.currentData() == "ALL"


@in_role(Role.CLINICIAN)
async def test_who_takes_no_money_does_not_choose_and_is_told_why(panel: SyncPanel) -> None:
    page = await page_of(panel)
    assert not page.level.isEnabled()
    assert "clinician" in page._why.text()


@in_role(Role.CLINICIAN)
async def test_who_chooses_all_the_same_is_denied_and_that_is_in_the_trail(
    desk: ScreenDesk,
) -> None:
    centre, before = desk.data_sync.sync_centre, len(desk.actions())
    with pytest.raises(PermissionDenied):
        await centre.choose_money_level(Consistency.ALL)
    assert desk.actions()[before:] == ["deny"]
    assert await centre.money_level() is Consistency.LOCAL


@pytest.mark.row("E5")
async def test_a_server_that_is_away_is_told_and_asked_again(
    panel: SyncPanel, server: Server, qtbot: QtBot
) -> None:
    server.failure = Unreachable()
    page = await page_of(panel)
    assert "did not say" in page.states.state.headline()
    server.failure = None
    qtbot.mouseClick(page.states.state._button, LEFT)
    await until(lambda: page.model.rowCount() == 3)


@pytest.mark.row("F4")
async def test_unsent_work_is_saved_and_read_in_through_the_file_dialog(
    panel: SyncPanel, desk: ScreenDesk, tmp_path: Path
) -> None:
    files = Files()
    desk.data_sync.sync_centre._unsent = files
    desk.keep(a_patient())
    said: list[str] = []
    panel.said.connect(said.append)
    exports, place = panel.waiting.exports, tmp_path / "ünsent.cdu"
    dialogs = [exports.ask_where(), exports.ask_which()]
    assert [one.acceptMode() for one in dialogs] == [
        QFileDialog.AcceptMode.AcceptSave,
        QFileDialog.AcceptMode.AcceptOpen,
    ]
    for one in dialogs:
        one.fileSelected.emit(str(place))
        one.close()
        await panel._tasks.settled()
    assert files.asked == [("write", place), ("read", place)]
    assert said[0].startswith("1 change saved")
    assert said[1] == "3 changes read in, 2 were here already."


@pytest.mark.row("F4")
async def test_the_proposed_name_is_of_today_free_and_asks_nothing_untrue(
    panel: SyncPanel, desk: ScreenDesk, tmp_path: Path, qtbot: QtBot
) -> None:
    exports = panel.waiting.exports
    assert exports._free_name(tmp_path) == "unsent-work-2026-11-21.cdu"
    (tmp_path / "unsent-work-2026-11-21.cdu").touch()
    assert exports._free_name(tmp_path) == "unsent-work-2026-11-21-2.cdu"
    dialog = exports.ask_where()
    assert dialog.testOption(QFileDialog.Option.DontConfirmOverwrite)
    with qtbot.waitSignal(dialog.destroyed):
        dialog.reject()


@pytest.mark.row("F4")
async def test_one_change_that_is_read_in_is_told_as_one(
    panel: SyncPanel, desk: ScreenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, said = Files(), list[str]()
    monkeypatch.setattr(files, "read", lambda place: TakenIn(added=1, known=1))  # pyright: ignore
    desk.data_sync.sync_centre._unsent = files
    panel.said.connect(said.append)
    panel.waiting.exports.read(str(tmp_path / "unsent.cdu"))
    await panel._tasks.settled()
    assert said == ["1 change read in, 1 was here already."]


async def test_the_level_is_empty_until_it_was_read_and_says_where_it_counts(
    panel: SyncPanel,
) -> None:
    page = panel._pages[CONNECTIONS]
    assert isinstance(page, ConnectionsPage)
    assert page.level.currentIndex() == -1
    assert page.level.accessibleName() == "A payment taken at this desk waits"
    await page_of(panel)
    assert page.level.currentText() == "for nothing"


@pytest.mark.row("F4")
async def test_reading_in_says_what_becomes_of_cash_drawers_and_others_work(
    panel: SyncPanel, desk: ScreenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, said = Files(), list[str]()
    taken = TakenIn(added=3, known=0, cash=2, drawers=1, others=2)
    monkeypatch.setattr(files, "read", lambda place: taken)  # pyright: ignore
    desk.data_sync.sync_centre._unsent = files
    panel.said.connect(said.append)
    panel.waiting.exports.read(str(tmp_path / "unsent.cdu"))
    await panel._tasks.settled()
    assert "2 of them are money that went through a cash drawer of the other desk" in said[0]
    assert "opened or closed" in said[0]
    assert "2 of them somebody else made" in said[0]


@pytest.mark.row("A2", "A3")
@in_role(Role.CLINICIAN)
async def test_reading_in_is_offered_to_whom_it_is_allowed(panel: SyncPanel) -> None:
    load = panel.findChild(QPushButton, "unsent_load_button")
    save = panel.findChild(QPushButton, "unsent_save_button")
    assert load is not None
    assert save is not None
    assert (load.isEnabled(), save.isEnabled()) == (False, True)
    assert "clinician" in load.accessibleDescription()


async def test_a_panel_made_anew_comes_back_to_its_page(
    panel: SyncPanel, desk: ScreenDesk, qtbot: QtBot
) -> None:
    await page_of(panel)
    fresh = SyncPanel(desk.data_sync, panel._tasks)
    qtbot.addWidget(fresh)
    fresh.go_back_to(panel.place())
    assert isinstance(fresh.page_shown, ConnectionsPage)
    fresh.stop()
