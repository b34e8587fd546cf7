"""Over a chart: the face, the name, and what tells namesakes apart."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.domain.patient import Patient
from app.ui.dropped_files import local_files
from app.ui.permitted import permit
from app.ui.theme.tokens import Tone
from app.ui.widgets.button import Button, Look
from app.ui.widgets.face import FaceButton
from app.ui.widgets.painting import ChipLabel
from app.ui.widgets.surfaces import label
from app.ui.wording import shown_age, shown_date, shown_sex


class IdentityHeader(QWidget):
    """close_requested(). photo_wished(): choose one. photo_dropped(paths). photo_unwished()."""

    close_requested = Signal()
    photo_wished = Signal()
    photo_dropped = Signal(list)
    photo_unwished = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("side_header")
        self._patient_id = ""
        self._why = ""
        self._has_photo = False
        self.face = FaceButton(name="side_face", size=60)
        self.face.clicked.connect(self._on_face)
        self._name = label("", "title", name="side_name", wraps=True)
        self._identity = label("", "label", name="side_identity", wraps=True)
        self._copay = ChipLabel("", Tone.INFO, icon="wallet")
        self._copay.setObjectName("side_copay")
        self._copay.hide()
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self._name)
        names.addWidget(self._identity)
        names.addWidget(self._copay)
        close = Button(
            "",
            name="close_side_button",
            icon="x",
            look=Look.QUIET,
            accessible=self.tr("Close patient (Esc)"),
        )
        close.clicked.connect(self.close_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.face, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(names, 1)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)

    def show_patient(self, patient: Patient, *, today: date, has_photo: bool, why: str) -> None:
        """This patient. has_photo: one is on its way; why: the role may not change it."""
        if not has_photo or patient.id != self._patient_id:
            self.face.set_picture(None)
        self._patient_id, self._has_photo, self._why = patient.id, has_photo, why
        name = patient.display_name
        self.face.set_person(name, patient.id)
        self.face.setEnabled(True)
        self.setAcceptDrops(not why)
        words = self.tr("Photo of {0}") if has_photo else self.tr("No photo of {0}")
        self.face.setAccessibleName(words.format(name))
        self.face.setToolTip(why or self.tr("Choose or remove the photo"))
        self._name.setText(name)
        born = shown_date(patient.birth_date)
        age = shown_age(patient.birth_date, today)
        who = f"{patient.mrn}  ·  {shown_sex(patient.sex)}"
        self._identity.setText(f"{who}\n{born} ({age})" if age else f"{who}\n{born}")

    def show_nobody(self) -> None:
        """Nobody whom the role is shown."""
        self._patient_id, self._has_photo = "", False
        self.setAcceptDrops(False)
        self.face.set_person("", "")
        self.face.set_picture(None)
        self.face.setEnabled(False)
        self.face.setAccessibleName(self.tr("No photo"))
        self.face.setToolTip("")
        self.show_copay("")
        self._name.setText(self.tr("Not shown"))
        self._identity.setText("")

    def show_picture(self, patient_id: str, picture: QImage | None) -> None:
        """The photo of this patient has come; of anybody else it is not taken."""
        if patient_id == self._patient_id and self._has_photo:
            self.face.set_picture(picture)

    def show_copay(self, words: str) -> None:
        """What a visit costs the patient today; "" where no policy says."""
        self._copay.set_chip(words, Tone.INFO, icon="wallet")
        self._copay.setVisible(bool(words))

    def menu(self) -> QMenu:
        """What can be done with the photo."""
        menu = QMenu(self)
        menu.setObjectName("photo_menu")
        menu.setToolTipsVisible(True)
        menu.aboutToHide.connect(menu.deleteLater)
        choose = menu.addAction(self.tr("Choose a photo…"))
        choose.setObjectName("choose_photo_entry")
        choose.triggered.connect(self.photo_wished)
        remove = menu.addAction(self.tr("Remove the photo"))
        remove.setObjectName("remove_photo_entry")
        remove.triggered.connect(self.photo_unwished)
        permit(choose, self._why)
        permit(remove, self._why or ("" if self._has_photo else self.tr("There is no photo.")))
        return menu

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A picture may be dropped on the header."""
        if local_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """What was dropped is the photo, if it is a picture."""
        paths = local_files(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.photo_dropped.emit(paths)

    def _on_face(self) -> None:
        below = self.face.rect().bottomLeft()
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            below = self.face.rect().bottomRight()
        self.menu().popup(self.face.mapToGlobal(below))
