"""A workstation that was lost or stolen is shut out from the list of connections."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.domain.errors import RequestRefused, Unreachable, WrongPassphrase
from app.domain.nodes import Node, Nodes
from app.domain.staff import Role
from app.ui.account_dialogs import AccountDialog
from app.ui.panels.sync.connections_page import ConnectionsPage
from app.ui.panels.sync.panel import CONNECTIONS, SyncPanel
from app.ui.task_runner import TaskRunner
from tests.factories import DESK_ID, NOON
from tests.ui.conftest import ScreenDesk, in_role, until

pytestmark = pytest.mark.row("E9", "B7")
LEFT = Qt.MouseButton.LeftButton
LAPTOP = "ab" * 16
SERVER, HERE, STOLEN = range(3)


class Server:
    """The server's workstations, and who had one of them shut out with which passphrase."""

    def __init__(self) -> None:
        self.state = "known"
        self.asked: list[tuple[str, str]] = []
        self.failure: Exception | None = None

    async def nodes(self) -> Nodes:
        return Nodes(
            nodes=(
                Node(role="server", name="", state="in_step", seen_at=NOON),
                Node(role="workstation", name="Front desk", state="known", id=DESK_ID),
                Node(role="workstation", name="Laptop", state=self.state, id=LAPTOP),
            ),
            standbys=0,
        )

    async def shut_out(self, passphrase: str, *, named: str) -> Node:
        self.asked.append((passphrase, named))
        if self.failure is not None:
            raise self.failure
        self.state = "shut_out"
        return (await self.nodes()).nodes[STOLEN]


@pytest.fixture
def server(desk: ScreenDesk) -> Server:
    made = Server()
    centre = desk.data_sync.sync_centre
    centre._nodes, centre._shut_out = made, made.shut_out  # type: ignore[assignment]
    return made


@pytest.fixture
async def panel(desk: ScreenDesk, server: Server, qtbot: QtBot) -> SyncPanel:
    tasks = TaskRunner()
    panel = SyncPanel(desk.data_sync, tasks)
    qtbot.addWidget(panel)
    desk.at_end += [panel.stop, tasks.stop]
    panel.resize(1100, 700)
    panel.show()
    panel.show_page(CONNECTIONS)
    await tasks.settled()
    return panel


@pytest.fixture
def page(panel: SyncPanel) -> ConnectionsPage:
    page = panel.page_shown
    assert isinstance(page, ConnectionsPage)
    return page


def asked(page: ConnectionsPage) -> AccountDialog:
    found = page.findChild(AccountDialog, "shut_out_dialog")
    assert found is not None
    return found


def show(dialog: AccountDialog, passphrase: str, qtbot: QtBot) -> None:
    field = dialog.findChild(QLineEdit, "shut_out_dialog_proof")
    button = dialog.findChild(QPushButton, "shut_out_dialog_submit")
    assert field is not None
    assert button is not None
    field.clear()
    qtbot.keyClicks(field, passphrase)
    qtbot.mouseClick(button, LEFT)


def wish(page: ConnectionsPage, qtbot: QtBot) -> AccountDialog:
    page.view.selectRow(STOLEN)
    qtbot.mouseClick(page.shut_out, LEFT)
    return asked(page)


@in_role(Role.ADMIN)
async def test_it_is_shut_out_once_the_passphrase_was_shown(
    page: ConnectionsPage, server: Server, qtbot: QtBot
) -> None:
    said: list[str] = []
    page.said.connect(said.append)
    dialog = wish(page, qtbot)
    assert "Laptop" in dialog.windowTitle()
    assert not server.asked
    show(dialog, "open sesame and more", qtbot)
    await until(lambda: said)
    assert server.asked == [("open sesame and more", LAPTOP)]
    assert said[0].startswith("Laptop is shut out")
    await until(lambda: page.model.index(STOLEN, 2).data() == "Shut out")
    page.view.selectRow(STOLEN)
    assert not page.shut_out.isEnabled()


@in_role(Role.ADMIN)
@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (WrongPassphrase(), "not"),
        (Unreachable(), "cannot be reached"),
        (RequestRefused(403, "role_not_allowed"), "may do this"),
    ],
)
async def test_what_goes_wrong_is_said_in_the_question_which_stays(
    page: ConnectionsPage, server: Server, qtbot: QtBot, failure: Exception, words: str
) -> None:
    server.failure = failure
    dialog = wish(page, qtbot)
    show(dialog, "certainly not this one", qtbot)
    await until(dialog.proof.error)
    assert words in dialog.proof.error()
    assert dialog.isVisible()
    server.failure = None
    show(dialog, "open sesame and more", qtbot)
    await until(lambda: server.state == "shut_out")


@in_role(Role.ADMIN)
async def test_only_another_workstation_that_is_let_in_can_be(
    page: ConnectionsPage, server: Server
) -> None:
    told: list[str] = []
    for row in (SERVER, HERE, STOLEN):
        page.view.selectRow(row)
        told.append("" if page.shut_out.isEnabled() else page.shut_out.accessibleDescription())
    assert told == [
        "Choose a workstation that was lost or stolen.",
        "This is the desk you sit at: another desk can shut it out.",
        "",
    ]


@pytest.mark.row("A3")
@in_role(Role.FRONT_DESK)
async def test_who_does_not_administer_is_told_so(page: ConnectionsPage, server: Server) -> None:
    page.view.selectRow(STOLEN)
    assert not page.shut_out.isEnabled()
    assert "front desk" in page.shut_out.accessibleDescription()
    assert page._why_not.text() == page.shut_out.accessibleDescription()
