"""Who holds the clinic's data: server, standbys, workstations; how far money waits, and which
workstation is let in no more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout
from shiboken6 import isValid

from app.domain.consistency import Consistency
from app.domain.errors import ClinicError
from app.domain.nodes import Node, NodeRole, Nodes, NodeState
from app.domain.permissions import Permission
from app.live.data_sync import DataSync
from app.ui.account_dialogs import Answers, shut_out_dialog
from app.ui.error_presenter import words_for
from app.ui.lock_words import sign_in_words
from app.ui.permitted import Permits, permit
from app.ui.sync_page import SyncPage
from app.ui.task_runner import TaskRunner
from app.ui.widgets.button import Button, Look
from app.ui.widgets.cells import PlainCells
from app.ui.widgets.column_memory import ColumnMemory
from app.ui.widgets.empty_state import ListStates
from app.ui.widgets.fields import ComboBox
from app.ui.widgets.surfaces import Card, label
from app.ui.widgets.table import ColumnPlan, ListView
from app.ui.wording import NOTHING, shown_visit

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class ConnectionsPage(SyncPage):
    """The nodes as the server tells of them, and the level at which money is entered here."""

    def __init__(self, data_sync: DataSync, tasks: TaskRunner) -> None:
        super().__init__()
        self._data_sync, self._tasks = data_sync, tasks
        self.model = NodesModel(self, zone=data_sync.clinic.zone, here=data_sync.workstation_id)
        self.view = ListView(name="nodes_list", accessible=self.tr("Nodes"), people=False)
        self.view.setModel(self.model)
        self.view.setItemDelegate(PlainCells(self.view))
        self.view.horizontalHeader().setSectionsClickable(False)
        self.view.set_columns(
            [
                ColumnPlan("Front desk by the door"),
                ColumnPlan("Workstation", drop_rank=2),
                ColumnPlan("In step with the server"),
                ColumnPlan("00 Mmm, 00:00", drop_rank=1),
            ]
        )
        ColumnMemory(self.view, self.view, data_sync.preferences)
        self.states = ListStates(self.view, name="nodes_state")
        self.states.state.action_requested.connect(self.opened)
        self._caption = self.tr("A payment taken at this desk waits")
        self.level = ComboBox(name="money_level", accessible=self._caption)
        self._why = label("", "label", name="money_level_why", wraps=True)
        self.shut_out = Button(self.tr("Shut out…"), name="node_shut_out", icon="lock")
        self._why_not = label("", "label", name="node_shut_out_why", wraps=True)
        self._lay_out()
        self.level.activated.connect(self._on_chosen)
        self.shut_out.clicked.connect(self._on_shut_out)
        self.view.selectionModel().currentRowChanged.connect(self._permit)
        self._offer(standbys=None)
        self._permit()

    def opened(self) -> None:
        """Ask the server, and read what was chosen here."""
        self._tasks.start(self._data_sync.sync_centre.money_level(), done=self._show_level)
        if self._data_sync.sync_status is None:
            self.states.show_state("monitor", self.tr("This desk is not joined to a server."))
            return
        self.states.set_loading(True)
        self._tasks.start(
            self._data_sync.sync_centre.nodes(), done=self._show, failed=self._on_failed
        )

    def focus_filter(self) -> None:
        """Put the cursor on the choice."""
        self.level.setFocus()

    def _lay_out(self) -> None:
        choice = QHBoxLayout()
        choice.setSpacing(12)
        caption = label(self._caption)
        caption.setBuddy(self.level)
        self.level.setMinimumWidth(200)
        self.level.setMaximumWidth(360)
        choice.addWidget(caption)
        choice.addWidget(self.level, 2)
        choice.addWidget(self._why, 3)
        again = Button(
            "",
            name="nodes_reload",
            icon="refresh-cw",
            look=Look.QUIET,
            accessible=self.tr("Ask the server again"),
        )
        again.clicked.connect(self.opened)
        choice.addWidget(again)
        card = Card(name="nodes_card", padding=1)
        card.body.addWidget(self.states)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.shut_out)
        foot.addWidget(self._why_not, 1)
        column.addLayout(choice)
        column.addWidget(card, 1)
        column.addLayout(foot)

    def _offer(self, *, standbys: int | None) -> None:
        """The levels; those that wait for standbys only where the server has some."""
        chosen = self.level.currentData()
        self.level.clear()
        words = {
            Consistency.LOCAL: self.tr("for nothing"),
            Consistency.ONE: self.tr("until the server has it"),
            Consistency.QUORUM: self.tr("until most servers have it"),
            Consistency.ALL: self.tr("until every server has it"),
        }
        for level, text in words.items():
            self.level.addItem(text, str(level))
        model = self.level.model()
        if isinstance(model, QStandardItemModel):
            for row, level in enumerate(words):
                model.item(row).setEnabled(not level.waits_for_standbys or bool(standbys))
        self._choose(chosen)
        why = Permits(self._data_sync).why_not(Permission.PAYMENT_TAKE)
        self.level.setEnabled(not why)
        self.level.setToolTip(why)
        self._why.setText(why or self._standby_words(standbys))

    def _standby_words(self, standbys: int | None) -> str:
        if standbys is None:
            return ""
        if not standbys:
            return self.tr("The server has no standby: nothing can wait for more than the server.")
        if standbys == 1:
            return self.tr("The server has one standby.")
        return self.tr("The server has {0} standbys.").format(standbys)

    def _choose(self, level: object) -> None:
        """Empty until it was read: it would say what nobody chose."""
        self.level.setCurrentIndex(self.level.findData(level) if level is not None else -1)

    def _show_level(self, level: Consistency) -> None:
        self._choose(str(level))

    def _on_chosen(self, row: int) -> None:
        level = Consistency(self.level.itemData(row))

        def failed(_error: Exception) -> bool:
            self.opened()
            return False

        def done(_nothing: None) -> None:
            self.said.emit(self.tr("Chosen for everybody at this desk."))

        self._tasks.start(
            self._data_sync.sync_centre.choose_money_level(level), done=done, failed=failed
        )

    def _show(self, found: Nodes) -> None:
        self.states.set_loading(False)
        self._offer(standbys=found.standbys)
        self.model.show_nodes(found.nodes)
        self.states.show_content()
        self._permit()

    def _permit(self, *_changed: object) -> None:
        """The button goes with the row; the words beside it say why where it does nothing."""
        why = Permits(self._data_sync).why_not(Permission.WORKSTATION_MANAGE)
        why = why or self._why_not_this(self.model.node_at(self.view.currentIndex().row()))
        permit(self.shut_out, why)
        self._why_not.setText(why)

    def _why_not_this(self, node: Node | None) -> str:
        if node is None or node.role != NodeRole.WORKSTATION:
            return self.tr("Choose a workstation that was lost or stolen.")
        if node.id == self._data_sync.workstation_id:
            return self.tr("This is the desk you sit at: another desk can shut it out.")
        if node.state == NodeState.SHUT_OUT:
            return self.tr("It is shut out.")
        return ""

    def _on_shut_out(self) -> None:
        node = self.model.node_at(self.view.currentIndex().row())
        if node is None:
            return
        dialog = shut_out_dialog(self, node.name)

        def done(_gone: Node) -> None:
            if isValid(dialog):
                dialog.accept()
            words = self.tr("{0} is shut out: the server takes and gives nothing there any more.")
            self.said.emit(words.format(node.name))
            self.opened()

        def failed(error: Exception) -> bool:
            if not isinstance(error, ClinicError) or not isValid(dialog):
                return False
            dialog.show_error(sign_in_words(error))
            return True

        def ask(answers: Answers) -> None:
            work = self._data_sync.sync_centre.shut_out(node.id, passphrase=answers.proof)
            self._tasks.start(work, done=done, failed=failed)

        dialog.submitted.connect(ask)
        dialog.open()

    def _on_failed(self, error: Exception) -> bool:
        self.states.show_state(
            "cloud-off",
            self.tr("The server did not say which nodes there are."),
            words_for(error),
            action=self.tr("Try again"),
        )
        return True


class NodesModel(QAbstractTableModel):
    """One line per node."""

    def __init__(self, parent: QObject | None = None, *, zone: str, here: str) -> None:
        super().__init__(parent)
        self._zone, self._here = zone, here
        self._nodes: Sequence[Node] = ()

    def show_nodes(self, nodes: Sequence[Node]) -> None:
        """Show these."""
        self.beginResetModel()
        self._nodes = nodes
        self.endResetModel()

    def node_at(self, row: int) -> Node | None:
        """The node of a row; None where there is no such row."""
        return self._nodes[row] if 0 <= row < len(self._nodes) else None

    def rowCount(self, parent: Index = _ROOT) -> int:
        """How many nodes."""
        return 0 if parent.isValid() else len(self._nodes)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Name, role, state, last seen."""
        return 0 if parent.isValid() else 4

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words of one cell."""
        if not index.isValid() or role != Qt.ItemDataRole.DisplayRole:
            return None
        node = self._nodes[index.row()]
        seen = shown_visit(node.seen_at, self._zone) if node.seen_at else NOTHING
        return (self._name(node), self._role(node), self._state(node), seen)[index.column()]

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Column titles."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (self.tr("Name"), self.tr("Role"), self.tr("State"), self.tr("Last seen"))[section]

    def _name(self, node: Node) -> str:
        if node.role == NodeRole.SERVER:
            return self.tr("Server")
        if node.role == NodeRole.STANDBY:
            return self.tr("Standby {0}").format(node.name)
        return self.tr("{0} (this desk)").format(node.name) if node.id == self._here else node.name

    def _role(self, node: Node) -> str:
        roles = {
            str(NodeRole.SERVER): self.tr("Server"),
            str(NodeRole.STANDBY): self.tr("Standby"),
            str(NodeRole.WORKSTATION): self.tr("Workstation"),
        }
        return roles.get(node.role, node.role)

    def _state(self, node: Node) -> str:
        if node.state == NodeState.BEHIND:
            behind = node.behind or 0
            one = self.tr("1 change behind")
            return one if behind == 1 else self.tr("{0} changes behind").format(f"{behind:,}")
        states = {
            str(NodeState.IN_STEP): self.tr("In step"),
            str(NodeState.AWAY): self.tr("Does not answer"),
            str(NodeState.SHUT_OUT): self.tr("Shut out"),
            str(NodeState.KNOWN): NOTHING,
        }
        return states.get(node.state, node.state)
