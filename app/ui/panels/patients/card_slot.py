"""One side of an insurance card: its picture, or a place to drop one."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.dropped_files import local_files
from app.ui.models.coverage_words import said, side_words
from app.ui.permitted import permit
from app.ui.theme.fonts import text_font
from app.ui.theme.sizes import px
from app.ui.theme.style import qcolor, theme
from app.ui.theme.tokens import RADIUS_CONTROL, TEXT_LABEL
from app.ui.widgets.button import Button, Look
from app.ui.widgets.flow import flow_of
from app.ui.widgets.surfaces import label

_WIDE, _HIGH = 300, 190
"""A card's own shape (ISO/IEC 7810 ID-1)."""


class CardPicture(QWidget):
    """The picture, whole, in a frame; words where there is none."""

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setMinimumSize(px(_WIDE) * 2 // 3, px(_HIGH) * 2 // 3)
        self._picture: QImage | None = None
        self._words = ""

    @property
    def has_picture(self) -> bool:
        """Whether a picture is shown."""
        return self._picture is not None

    def show_picture(self, picture: QImage | None, words: str) -> None:
        """This picture; words stand where there is none, and say what it is."""
        self._picture, self._words = picture, words
        self.setAccessibleName(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it as large as it fits."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        frame = self.rect().adjusted(1, 1, -1, -1)
        painter.setPen(QPen(qcolor(theme().colours.outline), 1))
        painter.setBrush(qcolor(theme().colours.surface2))
        painter.drawRoundedRect(frame, RADIUS_CONTROL, RADIUS_CONTROL)
        if self._picture is not None:
            inside = frame.adjusted(4, 4, -4, -4)
            size = self._picture.size().scaled(inside.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRect(0, 0, size.width(), size.height())
            place.moveCenter(inside.center())
            painter.drawImage(place, self._picture)
        else:
            painter.setPen(qcolor(theme().colours.text2))
            painter.setFont(text_font(TEXT_LABEL))
            flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
            painter.drawText(frame.adjusted(8, 8, -8, -8), flags, self._words)
        painter.end()


class CardSlot(QWidget):
    """chosen(side): ask for a file. dropped(side, paths). removed(side)."""

    chosen = Signal(str)
    dropped = Signal(str, list)
    removed = Signal(str)

    def __init__(self, side: str) -> None:
        super().__init__()
        self.setObjectName(f"card_{side}")
        self.side = side
        self.document_id = ""
        self.picture = CardPicture(name=f"card_{side}_picture")
        self.choose = Button(said("Choose…"), name=f"card_{side}_choose", icon="image")
        self.remove = Button(said("Remove"), name=f"card_{side}_remove", look=Look.QUIET)
        for button in (self.choose, self.remove):
            button.setAutoDefault(False)
            button.setAccessibleDescription(side_words(side))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(label(side_words(side), "label"))
        column.addWidget(self.picture, 1)
        column.addLayout(flow_of((self.choose, self.remove)))
        self.choose.clicked.connect(lambda: self.chosen.emit(self.side))
        self.remove.clicked.connect(lambda: self.removed.emit(self.side))

    def show_document(self, document_id: str, *, why: str) -> bool:
        """Whether another picture is to be read; why: the role changes none."""
        self.setAcceptDrops(not why)
        permit(self.choose, why)
        permit(self.remove, why or ("" if document_id else said("There is no picture.")))
        if document_id == self.document_id and (self.picture.has_picture or not document_id):
            if not document_id:
                self.picture.show_picture(None, said("No picture yet. Drop one here."))
            return False
        self.document_id = document_id
        words = said("The picture is being read.") if document_id else ""
        self.picture.show_picture(None, words or said("No picture yet. Drop one here."))
        return bool(document_id)

    def show_picture(self, document_id: str, picture: QImage | None) -> None:
        """The picture has come; None: it is not at this desk, or damaged."""
        if document_id == self.document_id:
            words = said("Picture of the card, {0}").format(side_words(self.side).lower())
            missing = said("The picture is not at this desk.")
            self.picture.show_picture(picture, words if picture is not None else missing)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A picture may be dropped."""
        if local_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """It takes the place of the one before."""
        paths = local_files(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(self.side, paths)
