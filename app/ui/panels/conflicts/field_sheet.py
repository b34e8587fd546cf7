"""A clash of values, field by field: pick a side for each, type another value, or keep both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QVBoxLayout

from app.domain.conflict import CHILD_ROWS, ConflictKind, Resolution, SyncConflict
from app.domain.declare import FieldKind, entity_named
from app.services.conflict_list import ConflictDetail
from app.ui.conflict_drafts import TypedConflict
from app.ui.models.conflict_words import value_words
from app.ui.panels.conflicts.field_row import MINE, THEIRS, FieldRow
from app.ui.permitted import WhyLine, permit
from app.ui.theme.sizes import px
from app.ui.theme.tokens import GAP
from app.ui.widgets.button import Button, Look
from app.ui.widgets.surfaces import label

_BESIDE = 8
_WIDE = 600
"""From here on the values of a field stand side by side, and all buttons, too."""


class FieldSheet(TypedConflict):
    """decided(resolution, values): what a person chose; values by field for "edited"."""

    decided = Signal(str, object)

    def __init__(
        self,
        detail: ConflictDetail,
        conflict: SyncConflict,
        *,
        zone: str,
        is_own: bool,
        whys: Mapping[str, str],
        room: int,
    ) -> None:
        """room: pixels across; where they are few, the values stand one below the other."""
        super().__init__()
        self.setObjectName("conflict_sheet")
        self._detail, self._conflict, self._zone = detail, conflict, zone
        self._whys, self._is_own = whys, is_own
        self._is_narrow = room < px(_WIDE)
        self.subject = f"{conflict.id}:{conflict.patient_id or ''}"
        """What a draft of this decision is about."""
        self.rows = self._make_rows()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(label(self._explained(), wraps=True, name="conflict_explained"))
        if self.rows:
            column.addLayout(self._grid())
        self._why = WhyLine(name="conflict_sheet_why")
        column.addLayout(self._buttons())
        column.addWidget(self._why)
        self._say_whys()
        self._bind_keys()
        self._on_changed()

    def texts(self) -> dict[str, str]:
        """What is typed, by field."""
        return {row.spec.name: row.line.text() for row in self.rows if row.line.text()}

    def show_typed(self, texts: Mapping[str, str]) -> None:
        """Put back what was typed before."""
        for row in self.rows:
            row.show_typed(texts.get(row.spec.name, ""))
        self._on_changed()

    def take_focus(self) -> None:
        """Put the keyboard on the first thing that can be chosen."""
        first = next((row.mine.mark for row in self.rows if row.mine.mark.isEnabled()), None)
        target = first if first is not None and first.isVisible() else self.keep_theirs
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_decided(self, *, is_decided: bool) -> None:
        """Both values can be looked at for ever; there is nothing to choose any more."""
        if not is_decided:
            return
        for row in self.rows:
            row.set_pickable(is_pickable=False)
        for button in (self.save, self.keep_mine, self.keep_theirs, self.keep_both):
            button.hide()
        self._why.say("")

    @property
    def _is_pickable(self) -> bool:
        return self._conflict.kind == ConflictKind.FIELD and not self._whys.get("edited")

    def _make_rows(self) -> list[FieldRow]:
        if self._detail.is_withheld:
            return []
        conflict, made = self._conflict, list[FieldRow]()
        by_name = entity_named(conflict.entity).by_name
        for name in {**conflict.theirs, **conflict.ours}:
            spec = by_name.get(name)
            if spec is None or spec.kind is FieldKind.JSON or self._is_undisputed(name):
                continue
            row = FieldRow(
                spec,
                before=self._words(name, conflict.base.get(name)),
                mine=self._value(name, conflict.theirs),
                theirs=self._stands(name),
                parent=self,
            )
            row.set_pickable(is_pickable=self._is_pickable)
            row.picked.connect(self._on_changed)
            row.typed.connect(self._on_typed)
            row.entered.connect(self._on_save)
            made.append(row)
        return made

    def _is_undisputed(self, name: str) -> bool:
        """Whether both sides say the same of a field that clashed together with others."""
        conflict, kind = self._conflict, self._conflict.kind
        is_same = conflict.theirs.get(name) == conflict.ours.get(name)
        return kind == ConflictKind.FIELD and name in conflict.ours and is_same

    def _value(self, name: str, values: Mapping[str, object]) -> tuple[object, str]:
        return values.get(name), self._words(name, values.get(name))

    def _stands(self, name: str) -> tuple[object, str]:
        """What counts now; where it moved on since the clash, that."""
        if self._detail.is_gone:
            return None, self.tr("removed")
        now = self._detail.present.get(name, self._conflict.ours.get(name))
        words = self._words(name, now)
        if now != self._conflict.ours.get(name):
            then = self._words(name, self._conflict.ours.get(name))
            words = self.tr("{0} (changed since; then: {1})").format(words, then)
        return now, words

    def _words(self, name: str, value: object) -> str:
        spec = entity_named(self._conflict.entity).by_name[name]
        return value_words(spec, value, zone=self._zone, names=self._detail.names)

    def _explained(self) -> str:
        conflict = self._conflict
        if self._detail.is_withheld:
            return self.tr("Somebody who is shown both values decides this.")
        if conflict.kind != ConflictKind.DELETE_UPDATE:
            return self.tr("Both values are kept until somebody decides; nothing is lost.")
        if conflict.op_kind == "delete":
            return self.tr("The removal was held back: another desk had changed the record.")
        return self.tr("The change was held back: another desk had removed the record.")

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        mine = self.tr("Mine, held back") if self._is_own else self.tr("Held back")
        theirs = self.tr("Theirs, as it stands") if self._is_own else self.tr("As it stands")
        heads = (self.tr("Before"), mine, theirs)
        if self._is_narrow:
            self._lay_below(grid, heads)
            return grid
        for at, stretch in enumerate((0, 2, 3, 3)):
            grid.setColumnStretch(at, stretch)
        grid.setColumnMinimumWidth(0, 110)
        for at, words in enumerate(heads, 1):
            grid.addWidget(label(words, "meta"), 0, at)
        for at, row in enumerate(self.rows):
            row.put_into(grid, 1 + 2 * at)
        return grid

    def _lay_below(self, grid: QGridLayout, heads: Sequence[str]) -> None:
        """One value below the other, each with its caption."""
        grid.setColumnStretch(1, 1)
        for at, row in enumerate(self.rows):
            row.put_below(grid, 5 * at)
            for below, words in enumerate(heads, 1):
                caption = label(words, "meta", wraps=True)
                grid.addWidget(caption, 5 * at + below, 0, Qt.AlignmentFlag.AlignTop)

    def _buttons(self) -> QGridLayout:
        self.save = Button(self.tr("Save this choice"), name="conflict_save", look=Look.PRIMARY)
        mine = self.tr("Keep mine") if self._is_own else self.tr("Take what was held back")
        theirs = self.tr("Keep theirs") if self._is_own else self.tr("Leave as it stands")
        self.keep_mine = Button(mine, name="conflict_keep_mine")
        self.keep_theirs = Button(theirs, name="conflict_keep_theirs")
        self.keep_both = Button(self.tr("Keep both"), name="conflict_keep_both")
        self.save.clicked.connect(self._on_save)
        self.keep_mine.clicked.connect(lambda: self._whole(Resolution.MINE))
        self.keep_theirs.clicked.connect(lambda: self._whole(Resolution.THEIRS))
        self.keep_both.clicked.connect(lambda: self._whole(Resolution.BOTH))
        row = QGridLayout()
        row.setSpacing(_BESIDE)
        for at, button in enumerate((self.save, self.keep_mine, self.keep_theirs, self.keep_both)):
            place = divmod(at, 2 if self._is_narrow else 4)
            row.addWidget(button, *place)
        row.setColumnStretch(4, 1)
        if self._detail.is_withheld:
            for button in (self.save, self.keep_mine, self.keep_theirs):
                button.hide()
        if not self._can_keep_both:
            self.keep_both.hide()
        if not self._is_pickable or not self.rows:
            self.save.hide()
        return row

    @property
    def _can_keep_both(self) -> bool:
        is_one_of_several = self._conflict.entity in CHILD_ROWS and not self._detail.is_gone
        return is_one_of_several and self._conflict.kind == ConflictKind.FIELD

    def _say_whys(self) -> None:
        for name, button in (
            ("mine", self.keep_mine),
            ("theirs", self.keep_theirs),
            ("both", self.keep_both),
        ):
            permit(button, self._whys.get(name, ""))
        if not self._detail.is_withheld:
            self._why.say(" ".join(dict.fromkeys(why for why in self._whys.values() if why)))

    def _bind_keys(self) -> None:
        for key, button in (
            ("M", self.keep_mine),
            ("T", self.keep_theirs),
            ("B", self.keep_both),
            ("Ctrl+S", self.save),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda button=button: _press(button))
            button.setToolTip(button.toolTip() or self.tr("Key: {0}").format(key))

    def _on_typed(self) -> None:
        self.typed.emit()
        self._on_changed()

    def _on_changed(self) -> None:
        is_whole = bool(self.rows) and all(row.choice for row in self.rows)
        self.save.setEnabled(is_whole and self._is_pickable)

    def _whole(self, resolution: Resolution) -> None:
        self.decided.emit(resolution.value, {})

    def _on_save(self) -> None:
        if not self.save.isEnabled():
            return
        chosen = {row.choice for row in self.rows}
        if chosen == {MINE}:
            self._whole(Resolution.MINE)
        elif chosen == {THEIRS}:
            self._whole(Resolution.THEIRS)
        else:
            # What stands is left alone: it may have moved on since the clash.
            values = {r.spec.name: r.value() for r in self.rows if r.choice != THEIRS}
            self.decided.emit(Resolution.EDITED.value, values)


def _press(button: Button) -> None:
    """What a key does: nothing where the button is not there."""
    if button.isVisible():
        button.click()
