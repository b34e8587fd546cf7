"""The words of a small question are kept like a form's, come back, and go with the answer."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.domain.drafts import Draft
from app.domain.errors import Unreachable
from app.ui.frame.unfinished_bar import UnfinishedBar
from app.ui.question_draft import FORM, QuestionDraft
from app.ui.task_runner import TaskRunner
from app.ui.typed_keeping import keep_typed
from tests.factories import USER_ID, a_patient
from tests.ui.conftest import ScreenDesk, until

pytestmark = pytest.mark.row("F2")
WHY = "both forms were signed by Mrs Okafor"


class Question(QDialog):
    """Asks why something is done."""

    def __init__(self, desk: ScreenDesk, tasks: TaskRunner, parent: QWidget, **about: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.line = QLineEdit()
        self.line.setObjectName("why")
        QVBoxLayout(self).addWidget(self.line)
        self.draft = QuestionDraft(
            desk.data_sync, tasks, [self.line], parent=self, **{"asks": "test", **about}
        )


class Asking:
    """A window over which questions are asked."""

    def __init__(self, desk: ScreenDesk) -> None:
        self.desk, self.window, self.tasks = desk, QWidget(), TaskRunner()

    async def ask(self, **about: str) -> Question:
        """The question, once what was typed before would have come back."""
        made = Question(self.desk, self.tasks, self.window, **about)
        made.open()
        await self.tasks.settled()
        return made

    def kept(self) -> tuple[Draft, ...]:
        with self.desk.store.reader() as reader:
            return reader.drafts.of_user(USER_ID)  # type: ignore[arg-type]


@pytest.fixture
def asking(desk: ScreenDesk, qtbot: QtBot) -> Asking:
    made = Asking(desk)
    qtbot.addWidget(made.window)
    desk.at_end.append(made.tasks.stop)
    made.window.show()
    return made


async def test_it_comes_back_where_the_same_is_asked_about_the_same(
    asking: Asking, desk: ScreenDesk
) -> None:
    patient = a_patient()
    desk.keep(patient)
    about = {"about": "one", "patient_id": patient.id}
    (await asking.ask(**about)).line.setText(WHY)
    await until(asking.kept)
    assert [one.key.form for one in asking.kept()] == [FORM]
    for other in ({**about, "about": "two"}, {**about, "asks": "more"}, {"about": "one"}):
        assert (await asking.ask(**other)).line.text() == ""
    again = await asking.ask(**about)
    assert again.line.text() == WHY
    bar = again.findChild(QWidget, f"{FORM}_draft_bar")
    assert bar is not None  # a part of the question, not a window of its own
    assert bar.isHidden()


async def test_it_stays_where_the_question_is_closed_and_goes_where_it_is_emptied(
    asking: Asking,
) -> None:
    question = await asking.ask()
    question.line.setText(WHY)
    question.reject()
    await until(asking.kept)
    again = await asking.ask()
    assert again.line.text() == WHY
    again.line.clear()
    again.reject()
    await until(lambda: not asking.kept())


async def test_it_goes_with_the_answer_and_stays_where_that_fails(asking: Asking) -> None:
    question = await asking.ask()
    question.line.setText(WHY)
    await until(asking.kept)

    async def refused() -> None:
        raise Unreachable

    with pytest.raises(Unreachable):
        await question.draft.ending(refused())
    question.line.setText(f"{WHY} again")
    await until(lambda: asking.kept()[0].content == {"why": f"{WHY} again"})

    async def done() -> int:
        return 7

    assert await question.draft.ending(done()) == 7
    assert not asking.kept()
    question.accept()
    assert (await asking.ask()).line.text() == ""
    assert not asking.kept()


async def test_what_is_typed_before_it_is_found_is_newer(asking: Asking) -> None:
    question = await asking.ask()
    question.line.setText(WHY)
    await until(asking.kept)
    again = Question(asking.desk, asking.tasks, asking.window)
    again.line.setText("something else")
    await asking.tasks.settled()
    assert again.line.text() == "something else"
    await until(lambda: asking.kept()[0].content == {"why": "something else"})


async def test_a_lock_keeps_the_last_key_and_nobody_is_offered_to_go_on_with_it(
    asking: Asking, desk: ScreenDesk, qtbot: QtBot
) -> None:
    question = await asking.ask()
    question.line.setText(WHY)
    assert not asking.kept()
    await keep_typed([], asking.window)
    assert [one.content for one in asking.kept()] == [{"why": WHY}]
    bar = UnfinishedBar(desk.data_sync, asking.tasks)
    qtbot.addWidget(bar)
    bar.look()
    await asking.tasks.settled()
    assert bar.text() == ""
