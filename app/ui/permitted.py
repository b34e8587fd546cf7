"""What the acting role may not do: disabled where it stands, and why in plain words.

Nothing goes missing without a word: a button keeps its place and carries the reason, a section
says it in a line of its own that the Tab key and the screen reader reach.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from app.domain.ids import PractitionerId, RecordId
from app.domain.permissions import Need, Permission, Verdict
from app.live.data_sync import DataSync
from app.ui.permission_words import why_not, withheld_words
from app.ui.theme.icons import icon_pixmap
from app.ui.theme.style import theme
from app.ui.widgets.button import Button
from app.ui.widgets.focus import KeyboardFocus
from app.ui.widgets.surfaces import label

_P = Permission
_OWN_TIP = "own_tip"


def _tr(text: str) -> str:
    return QCoreApplication.translate("permitted", text)


class Permits:
    """The acting role's answers in words: "" where something is allowed, else why it is not."""

    def __init__(self, data_sync: DataSync) -> None:
        self._data_sync = data_sync

    @property
    def role(self) -> str:
        """The role that is acted in."""
        return self._data_sync.access.context.role

    @property
    def practitioner_id(self) -> PractitionerId | None:
        """Whose column the user's own visits stand in; None for who sees no patients."""
        return self._data_sync.access.context.practitioner_id

    def verdict(
        self, permission: Permission, *, patient_id: RecordId | None = None, is_own: bool = False
    ) -> Verdict:
        """Whether the role may do something with a patient, and what would help where not."""
        return self._data_sync.patients.may(permission, patient_id=patient_id, is_own=is_own)

    def why_not(
        self, permission: Permission, *, patient_id: RecordId | None = None, is_own: bool = False
    ) -> str:
        """Why the role may not do something with a patient; "" where it may."""
        verdict = self.verdict(permission, patient_id=patient_id, is_own=is_own)
        return why_not(verdict, self.role, permission)

    def why_not_visit(
        self, permission: Permission, practitioner_id: PractitionerId | str | None
    ) -> str:
        """Why the role may not do something with a provider's visits; "" where it may."""
        whose = PractitionerId(RecordId(practitioner_id)) if practitioner_id else None
        verdict = self._data_sync.appointments.may(permission, whose)
        return why_not(verdict, self.role, permission)

    def why_not_book(self) -> str:
        """Why the role books no visit at all, not even one's own; "" where it books some."""
        return self.why_not_visit(_P.SCHEDULE_BOOK, self.practitioner_id)

    def why_not_edit(self, patient_id: RecordId) -> str:
        """Why nothing of a patient's form may be changed; "" where any part may."""
        why = self.why_not(_P.PATIENT_EDIT, patient_id=patient_id)
        return why and self.why_not(_P.COVERAGE_EDIT, patient_id=patient_id) and why

    def withheld(self, entities: Mapping[str, Need]) -> str:
        """Which parts of a chart are not shown, and why; "" where all are."""
        return withheld_words(self.role, entities)

    @property
    def states_reasons(self) -> bool:
        """Whether the role may break the glass."""
        return self.verdict(_P.GLASS_BREAK).is_allowed


class WhyLine(KeyboardFocus, QFrame):
    """A line that says why something is not offered; the Tab key stops at it.

    reason_wished(): the person wants to state a reason (only where that would help).
    """

    reason_wished = Signal()

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._picture = QLabel()
        self._text = label("", "label", name=f"{name}_text", wraps=True)
        self._button = Button(_tr("State a reason…"), name=f"{name}_reason")
        self._button.setToolTip(_tr("Break the glass: see it for an hour, and say why"))
        self._button.clicked.connect(self.reason_wished)
        grid = QGridLayout(self)
        grid.setContentsMargins(6, 4, 6, 4)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._picture, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._text, 0, 1)
        # Below the words: beside them, a narrow panel would leave room for one word a line.
        grid.addWidget(self._button, 1, 1, Qt.AlignmentFlag.AlignLeft)
        theme().changed.connect(self._repaint_icon)
        self._repaint_icon()
        self._button.hide()
        self.hide()

    def say(self, words: str, *, can_state_reason: bool = False) -> None:
        """Say this; without words the line is not there."""
        self._text.setText(words)
        self.setAccessibleName(words)
        self._button.setVisible(can_state_reason)
        self.setVisible(bool(words))

    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def _repaint_icon(self) -> None:
        self._picture.setPixmap(icon_pixmap("lock", theme().colours.text2, 16))


def permit(part: QWidget | QAction, why: str) -> None:
    """Enable a button, an action or a section, or disable it and say why.

    The reason stands in the tooltip and, for widgets, in the accessible description; its own
    tooltip comes back with the permission.
    """
    own = part.property(_OWN_TIP)
    if own is None:
        own = part.toolTip()
        part.setProperty(_OWN_TIP, own)
    part.setEnabled(not why)
    part.setToolTip(why or own)
    if isinstance(part, QWidget):
        part.setAccessibleDescription(why)
    else:
        part.setStatusTip(why)
