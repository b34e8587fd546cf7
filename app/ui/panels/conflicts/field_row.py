"""One field two desks wrote differently: before, held back, as it stands, or another value."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QWidget

from app.domain.declare import FieldKind, FieldSpec
from app.domain.errors import InvalidValue
from app.domain.values import normalised_phone
from app.ui.error_presenter import field_words
from app.ui.widgets.fields import line_edit
from app.ui.widgets.surfaces import label
from app.ui.widgets.value_choice import MARK_TOP, ValueChoice

MINE, THEIRS, TYPED = "mine", "theirs", "typed"


class FieldRow(QObject):
    """The cells of one field in a grid. picked() once something is chosen, typed() while typing."""

    picked = Signal()
    typed = Signal()
    entered = Signal()
    """Enter was pressed in the line."""

    def __init__(
        self,
        spec: FieldSpec,
        *,
        before: str,
        mine: tuple[object, str],
        theirs: tuple[object, str],
        parent: QWidget,
    ) -> None:
        """mine and theirs: the wire value and its words."""
        super().__init__(parent)
        self.spec = spec
        self._values = {MINE: mine[0], THEIRS: theirs[0]}
        noun = field_words(spec.name)
        self.name = label(noun, "label", wraps=True)
        self.before = label(before, "label", wraps=True, name=f"before_{spec.name}")
        for one in (self.name, self.before):
            one.setContentsMargins(0, MARK_TOP, 0, 0)  # in line with the values beside it
        self.mine = ValueChoice(
            mine[1],
            name=f"mine_{spec.name}",
            accessible=self.tr("{0}, held back: {1}").format(noun, mine[1]),
        )
        self.theirs = ValueChoice(
            theirs[1],
            name=f"theirs_{spec.name}",
            accessible=self.tr("{0}, as it stands: {1}").format(noun, theirs[1]),
        )
        self.line = line_edit(
            f"edited_{spec.name}",
            placeholder=self.tr("Another value"),
            length=spec.fact.max_length,
        )
        self.line.setAccessibleName(self.tr("{0}, another value").format(noun))
        self.line.textEdited.connect(self._on_typed)
        self.line.returnPressed.connect(self.entered)
        self._group = QButtonGroup(self)
        for choice in (self.mine, self.theirs):
            self._group.addButton(choice.mark)
            choice.mark.clicked.connect(self._on_marked)

    @property
    def can_type(self) -> bool:
        """Whether another value can be written into a line."""
        is_free = not self.spec.fact.choices and not self.spec.fact.refers_to
        return is_free and self.spec.kind in (FieldKind.TEXT, FieldKind.DATE)

    @property
    def choice(self) -> str:
        """What is picked: "mine", "theirs", "typed", or "" for nothing yet."""
        if self.line.text():
            return TYPED
        if self.mine.mark.isChecked():
            return MINE
        return THEIRS if self.theirs.mark.isChecked() else ""

    def value(self) -> object:
        """The picked wire value."""
        if self.choice == TYPED:
            return _stored(self.spec.name, self.line.text())
        return self._values[self.choice]

    def pick(self, side: str) -> None:
        """Pick one side; what was typed goes."""
        self.line.clear()
        (self.mine if side == MINE else self.theirs).mark.setChecked(True)

    def show_typed(self, text: str) -> None:
        """Put back what was typed before."""
        if self.can_type and text:
            self.line.setText(text)
            self._unmark()

    def set_pickable(self, *, is_pickable: bool) -> None:
        """Whether a single field may be picked here, or only all of a side."""
        # Never setVisible(True) here: without a parent yet it would be a window for a moment.
        for choice in (self.mine, self.theirs):
            choice.mark.setEnabled(is_pickable)
            if not is_pickable:
                choice.mark.hide()
        if not is_pickable or not self.can_type:
            self.line.hide()

    def put_into(self, grid: QGridLayout, row: int) -> None:
        """Lay the cells out; the line stands below the two values."""
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(self.name, row, 0, top)
        grid.addWidget(self.before, row, 1, top)
        grid.addWidget(self.mine, row, 2, top)
        grid.addWidget(self.theirs, row, 3, top)
        grid.addWidget(self.line, row + 1, 2, 1, 2)

    def put_below(self, grid: QGridLayout, row: int) -> None:
        """Lay the cells out one below the other, for a narrow place."""
        cells = (self.name, self.before, self.mine, self.theirs, self.line)
        for below, cell in enumerate(cells):
            grid.addWidget(cell, row + below, 1)

    def _on_typed(self, text: str) -> None:
        if text:
            self._unmark()
        self.typed.emit()

    def _on_marked(self) -> None:
        if self.line.text():
            self.line.clear()
            self.typed.emit()
        self.picked.emit()

    def _unmark(self) -> None:
        self._group.setExclusive(False)
        for choice in (self.mine, self.theirs):
            choice.mark.setChecked(False)
        self._group.setExclusive(True)


def _stored(name: str, text: str) -> str:
    if not name.startswith("phone"):
        return text.strip()
    try:
        return normalised_phone(text)
    except InvalidValue:
        return text.strip()
