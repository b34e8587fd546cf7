"""A list of requests of two persons: each with a place for the second person's word."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.domain.ids import RecordId
from app.domain.phi import quiet
from app.domain.two_person import TwoPersonRequest
from app.live.data_sync import DataSync
from app.live.live_query import LiveQuery
from app.ui.error_presenter import words_for
from app.ui.question_draft import QuestionDraft
from app.ui.task_runner import TaskRunner
from app.ui.theme.tokens import GAP, Tone
from app.ui.two_person_card import TwoPersonCard
from app.ui.who_changed import WhoChanged
from app.ui.widgets.button import Button
from app.ui.widgets.empty_state import ListStates
from app.ui.widgets.surfaces import Notice, label

_WIDTH, _HEIGHT = 760, 640


def _tr(text: str) -> str:
    return QCoreApplication.translate("TwoPersonList", text)


class Shown(Protocol):
    """One entry of the list."""

    @property
    def request(self) -> TwoPersonRequest:
        """What was asked for."""
        ...


class Requests(Protocol):
    """A collection of requests of two persons."""

    async def listed(self) -> Sequence[Any]:
        """The requests, the latest first. Raises PermissionDenied."""
        ...

    async def decide(self, request_id: RecordId, *, is_allowed: bool, note: str) -> object:
        """The second person's word."""
        ...


MakeCard = Callable[[Any, WhoChanged], TwoPersonCard]
"""One request on screen."""


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class ListWords:
    """What a list says: name is the dialog's, kind that of one card; entities: the record types
    that it is made of."""

    name: str
    kind: str
    entities: tuple[str, ...]
    title: str
    meaning: str
    icon: str
    nothing: str


class TwoPersonList(QDialog):
    """Opened with `open()`. said(text): what was done. Whoever derives from it says what is read,
    what a card looks like, and what deciding is."""

    said = Signal(str)

    def __init__(
        self,
        data_sync: DataSync,
        tasks: TaskRunner,
        parent: QWidget,
        *,
        words: ListWords,
        requests: Requests,
        make_card: MakeCard,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"{words.name}_dialog")
        self.setAccessibleDescription(words.meaning)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        room = parent.window().size()
        self.resize(min(_WIDTH, room.width() - 48), min(_HEIGHT, room.height() - 48))
        self._data_sync, self._tasks, self._words = data_sync, tasks, words
        self._requests, self._make_card = requests, make_card
        self.cards: list[TwoPersonCard] = []
        self.problem = Notice(Tone.DANGER, "circle-x", name=f"{words.name}_problem")
        self.problem.set_text("")
        self._close = Button(_tr("Close"), name=f"{words.name}_close")
        self._close.setAutoDefault(False)
        self._close.clicked.connect(self.reject)
        self.query: LiveQuery[Any] = LiveQuery(
            data_sync.feed, requests.listed, entities=words.entities, parent=self
        )
        self._lay_out()
        self.query.value_changed.connect(self._show)
        self.query.failed.connect(self._on_failed)
        self.states.state.action_requested.connect(self.query.ask)
        self.states.set_loading(True)
        self.query.ask()

    def done(self, result: int) -> None:
        """Nothing more is read, and nothing that was typed stays."""
        self.query.stop()
        super().done(result)

    def put_above(self, part: QWidget) -> None:
        """Put something between what the list is for and the list."""
        self._above.addWidget(part)

    def start(self, work: Coroutine[Any, Any, Any], said: str = "") -> None:
        """Do something with a request; said: what is said of it, with what it came to as {0}."""
        self.problem.set_text("")

        def done(outcome: object) -> None:
            if said:
                self.said.emit(said.format(outcome))

        self._tasks.start(work, done=done, failed=self.tell)

    def tell(self, error: Exception) -> bool:
        """Say what went wrong."""
        self.problem.set_text(words_for(error))
        return True

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(self._words.title, "title"))
        column.addWidget(label(self._words.meaning, "label", wraps=True))
        self._above = QVBoxLayout()
        column.addLayout(self._above)
        column.addWidget(self.problem)
        body = QWidget()
        body.setObjectName("scroll_body")
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(GAP)
        self._column.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName(f"{self._words.name}_scroll")
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(body)
        self.states = ListStates(scroll, name=f"{self._words.name}_state")
        column.addWidget(self.states, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._close)
        column.addLayout(foot)

    def _show(self, found: Sequence[Shown]) -> None:
        self.states.set_loading(False)
        kept = {card.objectName(): card.note.text() for card in self.cards}
        for card in self.cards:
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = [self._made(entry) for entry in found]
        for place, card in enumerate(self.cards):
            card.note.setText(kept.get(card.objectName(), ""))
            self._column.insertWidget(place, card)
        if self.cards:
            self.states.show_content()
        else:
            self.states.show_state(self._words.icon, self._words.nothing)

    def _made(self, entry: Shown) -> TwoPersonCard:
        kind, request = self._words.kind, entry.request
        who = WhoChanged(self._data_sync, self._tasks, lambda: request, prefix=kind)
        card = self._make_card(entry, who)
        note = QuestionDraft(
            self._data_sync,
            self._tasks,
            [card.note],
            asks=f"{kind}_answer",
            about=request.id,
            patient_id=getattr(request, "patient_id", ""),
            parent=card,
        )
        card.decided.connect(partial(self._on_decided, card, note))
        return card

    def _on_failed(self, error: Exception) -> None:
        self.states.set_loading(False)
        self.states.show_state("circle-x", words_for(error), action=_tr("Try again"))

    def _on_decided(
        self, card: TwoPersonCard, typed: QuestionDraft, request_id: str, allowed: bool, note: str
    ) -> None:
        self.problem.set_text("")

        def failed(error: Exception) -> bool:
            if isValid(card):
                card.release()
            return self.tell(error)

        work = self._requests.decide(RecordId(request_id), is_allowed=allowed, note=note)
        self._tasks.start(typed.ending(work), failed=failed)
