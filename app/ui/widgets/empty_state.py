"""What a list shows when it has nothing to show: loading, empty, or an error; one action each."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.domain.phi import quiet
from app.ui.theme.icons import icon_pixmap
from app.ui.theme.style import theme
from app.ui.widgets.button import Button
from app.ui.widgets.surfaces import label

LOADING_AFTER_MS = 300


@quiet
@dataclass(frozen=True)
class Sentence:
    """What stands in a list's place."""

    icon: str
    headline: str
    detail: str = ""
    action: str = ""


class EmptyState(QWidget):
    """An icon, a sentence and one button."""

    action_requested = Signal()

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.said = Sentence("users", "")
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch(2)
        self._picture = QLabel()
        self._headline = label("", "section", name=f"{name}_headline", wraps=True)
        self._headline.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._detail = label("", "label", name=f"{name}_detail", wraps=True)
        self._detail.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._button = Button("-", name=f"{name}_action")
        self._button.clicked.connect(self.action_requested)
        for part in (self._picture, self._headline, self._detail, self._button):
            # Aligned, a text of two lines would get the height of one.
            wraps = part in (self._headline, self._detail)
            column.addWidget(
                part, 0, Qt.AlignmentFlag(0) if wraps else Qt.AlignmentFlag.AlignHCenter
            )
        column.addStretch(3)
        theme().changed.connect(self._repaint_icon)

    def say(self, icon: str, headline: str, detail: str = "", *, action: str = "") -> None:
        """Show this; an empty action shows no button."""
        self.said = Sentence(icon, headline, detail, action)
        self._headline.setText(headline)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self._button.setText(action)
        self._button.setAccessibleName(action)
        self._button.setVisible(bool(action))
        self.setAccessibleName(f"{headline} {detail}".strip())
        self._repaint_icon()

    def take_focus(self) -> None:
        """Put the keyboard on the button, where there is one."""
        self._button.setFocus(Qt.FocusReason.OtherFocusReason)

    def headline(self) -> str:
        """The sentence on screen."""
        return self._headline.text()

    def _repaint_icon(self) -> None:
        self._picture.setPixmap(icon_pixmap(self.said.icon, theme().colours.text2, 36))


class ListStates(QStackedWidget):
    """A list, or what stands in its place. Loading shows only when it takes longer than 300 ms."""

    def __init__(self, content: QWidget, *, name: str) -> None:
        super().__init__()
        self.state = EmptyState(name=name)
        self.addWidget(content)
        self.addWidget(self.state)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LOADING_AFTER_MS)
        self._timer.timeout.connect(self._show_loading)
        self._left_to: QWidget | None = None
        self._covers: tuple[int, Sentence] | None = None
        """What stood where it says that something is being read."""
        self.currentChanged.connect(self._on_changed)

    @property
    def is_untouched(self) -> bool:
        """Whether a sentence stands there and nobody has taken the keyboard elsewhere since."""
        focus = QApplication.focusWidget()
        return self.currentIndex() == 1 and (focus is None or focus is self._left_to)

    def set_loading(self, loading: bool) -> None:
        """Something is being read, or not any more: the answer may be what stood there before."""
        if loading:
            self._timer.start()
        else:
            self._timer.stop()
            if self._covers is not None:
                self._put_back(*self._covers)

    def show_content(self) -> None:
        """Show the list."""
        self._timer.stop()
        self._covers = None
        self.setCurrentIndex(0)

    def show_state(self, icon: str, headline: str, detail: str = "", *, action: str = "") -> None:
        """Show a sentence instead of the list."""
        self._timer.stop()
        self._covers = None
        self.state.say(icon, headline, detail, action=action)
        self.setCurrentIndex(1)

    def _show_loading(self) -> None:
        if self._covers is None:
            self._covers = self.currentIndex(), self.state.said
        self.state.say("hourglass", self.tr("Loading…"))
        self.setCurrentIndex(1)

    def _put_back(self, index: int, said: Sentence) -> None:
        self._covers = None
        self.state.say(said.icon, said.headline, said.detail, action=said.action)
        self.setCurrentIndex(index)

    def _on_changed(self, _index: int) -> None:
        # Qt gives the keyboard of what is hidden to something else.
        self._left_to = QApplication.focusWidget()
