"""Patients who are to be removed: a clinician's word, an administrator's deed, and the way back."""

from __future__ import annotations

from collections.abc import Coroutine
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from app.domain.ids import RecordId
from app.domain.permissions import Permission
from app.live.data_sync import DataSync
from app.services.removals import ShownRemoval
from app.ui.commands import command
from app.ui.panel import Panel
from app.ui.permitted import Permits
from app.ui.removal_card import RemovalCard
from app.ui.task_runner import TaskRunner
from app.ui.two_person_list import ListWords, TwoPersonList
from app.ui.who_changed import WhoChanged


def _tr(text: str) -> str:
    return QCoreApplication.translate("RemovalsDialog", text)


class RemovalsDialog(TwoPersonList):
    """Opened with `open()`. said(text): what was done."""

    def __init__(self, data_sync: DataSync, tasks: TaskRunner, parent: QWidget) -> None:
        super().__init__(
            data_sync,
            tasks,
            parent,
            words=_list_words(),
            requests=data_sync.removals,
            make_card=self._card,
        )
        self.setWindowTitle(_tr("Patients to be removed"))

    def _card(self, entry: ShownRemoval, who_changed: WhoChanged) -> RemovalCard:
        """One request, with what a third person does."""
        card = RemovalCard(entry, zone=self._data_sync.clinic.zone, who_changed=who_changed)
        card.carry_out_wished.connect(partial(self._on_carry_out, card))
        card.bring_back_wished.connect(partial(self._on_bring_back, card))
        return card

    def _on_carry_out(self, card: RemovalCard, request_id: str) -> None:
        removed = self._data_sync.removals.carry_out(RecordId(request_id))
        words = _tr("{0} was removed. They can be brought back here.").format(card.entry.patient)
        self._do(card, removed, words)

    def _on_bring_back(self, card: RemovalCard, request_id: str) -> None:
        back = self._data_sync.removals.bring_back(RecordId(request_id))
        self._do(card, back, _tr("{0} is back.").format(card.entry.patient))

    def _do(self, card: RemovalCard, work: Coroutine[Any, Any, object], words: str) -> None:
        self.problem.set_text("")

        def failed(error: Exception) -> bool:
            if isValid(card):
                card.release()
            return self.tell(error)

        self._tasks.start(work, done=lambda _done: self.said.emit(words), failed=failed)


def add_removals_command(panel: Panel, data_sync: DataSync, tasks: TaskRunner) -> None:
    """Let a panel open the list."""

    def opened() -> None:
        dialog = RemovalsDialog(data_sync, tasks, panel)
        dialog.said.connect(panel.said)
        dialog.open()

    words, why = _tr("Patients to be removed…"), _why_not(data_sync)
    command(panel, "open_removals", words, opened, icon="shield-check", why=why)


def _why_not(data_sync: DataSync) -> str:
    return Permits(data_sync).why_not(Permission.PATIENT_DELETE_VIEW)


def _list_words() -> ListWords:
    return ListWords(
        name="removals",
        kind="removal",
        entities=("removal_request", "patient", "user"),
        title=_tr("Patients to be removed"),
        meaning=_tr(
            "A patient who was registered in error is removed by three people: the front desk asks "
            "for it in the chart, a clinician allows it or refuses it here, and an administrator "
            "removes the patient here. Nobody is removed of whom health records, visits, money, "
            "documents or messages are kept: they are archived, or merged. Whoever was removed can "
            "be brought back."
        ),
        icon="shield-check",
        nothing=_tr("Nobody is to be removed."),
    )
