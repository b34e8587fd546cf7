"""One message of a conversation as it stands on the screen."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.message import Channel
from app.services.conversations import SaidMessage
from app.services.documents import Whereabouts
from app.ui.models.message_words import channel_words, contact_words, said
from app.ui.theme.fonts import text_font
from app.ui.theme.sizes import px
from app.ui.theme.style import qcolor, theme
from app.ui.theme.tokens import TEXT_BODY, Tone
from app.ui.widgets.button import Button
from app.ui.widgets.surfaces import WrappingLabel, label
from app.ui.wording import shown_time

_PAD_X, _PAD_Y, _RADIUS = 14, 10, 10
_LEAST, _SHARE = 180, 0.74


class Bubble(QWidget):
    """The text on its ground, with who wrote it above and how it stands below.

    file_wished(document id, name): somebody wants an attached file.
    """

    file_wished = Signal(str, str)

    def __init__(self, one: SaidMessage, *, zone: str) -> None:
        super().__init__()
        self.setObjectName(f"bubble_{one.message.id}")
        self.one = one
        self._ground = _Ground(is_own=one.is_own, is_contact=bool(contact_words(one.message)))
        self.text = label(one.message.text, name="bubble_text", wraps=True)
        if isinstance(self.text, WrappingLabel):
            self.text.make_selectable()
        body = QVBoxLayout(self._ground)
        body.setContentsMargins(_PAD_X, _PAD_Y, _PAD_X, _PAD_Y)
        body.setSpacing(6)
        if contact := contact_words(one.message):
            body.addWidget(label(contact, "meta", name="bubble_contact", wraps=True))
        if one.message.text:
            body.addWidget(self.text)
        self._add_files(body)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        side = Qt.AlignmentFlag.AlignTrailing if one.is_own else Qt.AlignmentFlag.AlignLeading
        column.addWidget(self._ground, 0, side)
        below = self._below(zone)
        column.addLayout(below)
        self.setAccessibleName(self._read_aloud(zone))

    def fit(self, width: int) -> None:
        """As wide as its words, and never wider than its share of the conversation."""
        metrics = QFontMetrics(text_font(TEXT_BODY))
        lines = self.one.message.text.splitlines() or [""]
        words = max(metrics.horizontalAdvance(line) for line in lines) + 4
        rest = self._ground.layout()
        others = max(
            (part.sizeHint().width() for part in self._ground.findChildren(Button)), default=0
        )
        contact = contact_words(self.one.message)
        if contact:
            others = max(others, metrics.horizontalAdvance(contact))
        wanted = max(words, others) + 2 * _PAD_X
        self._ground.setFixedWidth(min(max(wanted, 64), max(px(_LEAST), int(width * _SHARE))))
        if rest is not None:
            rest.activate()

    def _add_files(self, body: QVBoxLayout) -> None:
        for filed in self.one.files:
            document = filed.document
            name = document.file_name or document.title
            shown = name if len(name) <= 34 else f"{name[:22]}…{name[-11:]}"
            button = Button(
                shown,
                name=f"attachment_{document.id}",
                icon="paperclip",
                accessible=said("Save a copy of {0}").format(name),
            )
            is_far = filed.whereabouts is Whereabouts.ELSEWHERE
            tip = said("It is fetched from the server when you save a copy")
            button.setToolTip(tip if is_far else said("Save a copy of {0}").format(name))
            button.clicked.connect(partial(self.file_wished.emit, document.id, name))
            body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeading)
        if self.one.withheld:
            words = said("{0} files are not shown to your role.").format(self.one.withheld)
            if self.one.withheld == 1:
                words = said("1 file is not shown to your role.")
            body.addWidget(label(words, "meta", name="bubble_withheld", wraps=True))

    def _below(self, zone: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        words = label(" · ".join(self._facts(zone)), "meta", name="bubble_meta")
        parts = [words]
        if self.one.is_pending:
            waits = label(said("Waiting to sync"), "meta", name="bubble_waiting")
            _warn(waits)
            parts.append(waits)
        if self.one.is_own:
            row.addStretch(1)
        for part in parts:
            row.addWidget(part)
        if not self.one.is_own:
            row.addStretch(1)
        return row

    def _facts(self, zone: str) -> list[str]:
        one = self.one
        facts = [shown_time(one.message.sent_at, zone)]
        if one.sender_name and not one.is_own:
            facts.insert(0, one.sender_name)
        elif not one.is_own:
            facts.insert(0, said("Patient"))
        if one.written_by:
            facts.append(said("written by {0}").format(one.written_by))
        if one.message.channel == Channel.PORTAL:
            facts.append(channel_words(one.message.channel))
        if one.message.drafted_by is not None:
            facts.append(said("Not sent yet"))
        elif one.is_own and one.is_read:
            facts.append(said("Read"))
        return facts

    def _read_aloud(self, zone: str) -> str:
        waits = said("Waiting to sync") if self.one.is_pending else ""
        contact = contact_words(self.one.message)
        who = said("You") if self.one.is_own else ""
        parts = (who, *self._facts(zone), contact, self.one.message.text, waits)
        return ", ".join(part for part in parts if part)


class _Ground(QFrame):
    """The tinted ground; what was said outside has a border instead."""

    def __init__(self, *, is_own: bool, is_contact: bool) -> None:
        super().__init__()
        self._is_own, self._is_contact = is_own, is_contact

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it in the theme's colours."""
        colours = theme().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(qcolor(colours.outline) if self._is_contact else Qt.PenStyle.NoPen)
        ground = colours.accent_soft if self._is_own else colours.surface2
        painter.setBrush(qcolor(colours.surface if self._is_contact else ground))
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS
        )
        painter.end()


def _warn(part: QWidget) -> None:
    part.setStyleSheet(f"color: {theme().tint(Tone.WARN).text};")
