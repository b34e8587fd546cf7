"""The chart's photo: chosen, dropped, shown, removed and taken back; nobody else's is shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMenu

from app.domain.ids import RecordId
from app.domain.patient import Patient
from app.domain.staff import Role
from app.domain.treatment import Document
from app.live.kept_pictures import KeptPictures
from app.live.undo import Step
from app.security.blob_cipher import FileCipher
from app.storage.file_store import LocalFileStore
from app.ui.widgets.face import FaceButton
from tests.factories import a_clinic, a_user
from tests.pictures import SECRET, a_jpeg, a_png
from tests.ui.conftest import in_role, until
from tests.ui.panels.patients.conftest import PatientsScreen

pytestmark = pytest.mark.row("E1", "D7")


class PhotoScreen:
    """A chart on a desk that keeps files."""

    def __init__(self, screen: PatientsScreen, place: Path) -> None:
        self.screen, self.place = screen, place
        self.files = LocalFileStore(place / "files", FileCipher(), most_bytes=1 << 22)
        screen.desk.data_sync.photos._pictures = KeptPictures(files=self.files, whole=None)
        self.steps: list[tuple[str, Step]] = []
        self.said: list[str] = []
        self.failures: list[Exception] = []
        screen.panel.did.connect(lambda words, step: self.steps.append((words, step)))
        screen.panel.said.connect(self.said.append)
        screen.panel._tasks.failed.connect(self.failures.append)

    @property
    def face(self) -> FaceButton:
        return self.screen.panel.side.header.face

    def on_disk(self, name: str = "amara.jpg", data: bytes | None = None) -> str:
        path = self.place / name
        path.write_bytes(a_jpeg() if data is None else data)
        return str(path)

    async def open(self, who: str = "amara") -> None:
        person = self.screen.people[who]
        self.screen.panel.show_patient(person.id)
        side = self.screen.panel.side
        await until(lambda: side.chart and side.chart.patient.id == person.id, what="the chart")

    def photo_id(self, who: str = "amara") -> str | None:
        stored: Patient = self.screen.desk.stored(Patient, self.screen.people[who].id)
        return stored.photo_id

    def act(self, name: str) -> QAction:
        found = self.screen.panel.findChild(QAction, name)
        assert found is not None, name
        return found

    async def choose(self, path: str) -> None:
        self.act("choose_photo_action").trigger()
        dialog = self.screen.panel.window().findChild(QFileDialog, "photo_choose_dialog")
        assert dialog is not None
        dialog.filesSelected.emit([path])
        dialog.close()

    async def has_photo(self, *, has: bool = True) -> None:
        await until(lambda: self.face.has_picture is has, what=f"photo: {has}")


@pytest.fixture
def photo(screen: PatientsScreen, tmp_path: Path) -> PhotoScreen:
    screen.desk.pull(a_clinic(), a_user())
    return PhotoScreen(screen, tmp_path)


async def test_chosen_picture_is_shown_and_kept_without_what_the_camera_wrote(
    photo: PhotoScreen,
) -> None:
    await photo.open()
    assert photo.face.accessibleName() == "No photo of Okafor, Amara"
    await photo.choose(photo.on_disk())
    await photo.has_photo()
    assert photo.face.accessibleName() == "Photo of Okafor, Amara"
    document = photo.screen.desk.stored(Document, str(photo.photo_id()))
    assert (document.media_type, document.category) == ("image/jpeg", "photo")
    assert document.patient_id == photo.screen.people["amara"].id
    with photo.screen.desk.store.reader() as reader:
        blob = reader.blobs.get(document.sha256)
    assert blob is not None
    kept = b"".join(photo.files.read(blob.kept))
    assert kept.startswith(b"\xff\xd8\xff")
    assert SECRET not in kept
    on_disk = b"".join(one.read_bytes() for one in (photo.place / "files").rglob("*.*"))
    assert b"JFIF" not in on_disk  # encrypted


async def test_photo_is_removed_and_both_steps_are_taken_back(photo: PhotoScreen) -> None:
    await photo.open()
    await photo.choose(photo.on_disk())
    await photo.has_photo()
    first = photo.photo_id()
    photo.act("remove_photo_action").trigger()
    await photo.has_photo(has=False)
    assert photo.photo_id() is None
    undo = photo.screen.desk.data_sync.undo
    assert await undo.undo() is not None
    await photo.has_photo()
    assert photo.photo_id() == first
    assert await undo.undo() is not None
    await photo.has_photo(has=False)
    assert await undo.redo() is not None
    await photo.has_photo()
    assert [words for words, _ in photo.steps] == [
        "Photo added",
        "Photo removed. It stays among the documents, no longer current.",
    ]


async def test_dropped_picture_takes_the_place_of_the_one_before(photo: PhotoScreen) -> None:
    await photo.open()
    await photo.choose(photo.on_disk())
    await photo.has_photo()
    first = photo.photo_id()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(photo.on_disk("new.png", a_png(90, 90)))])
    header = photo.screen.panel.side.header
    actions, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), actions, data, button, none)
    header.dragEnterEvent(enter)
    assert enter.isAccepted()
    header.dropEvent(QDropEvent(QPointF(5, 5), actions, data, button, none))
    await until(lambda: photo.photo_id() != first, what="the other photo")
    assert photo.screen.desk.stored(Document, str(first)).status == "superseded"


async def test_face_opens_its_menu_by_key(photo: PhotoScreen) -> None:
    await photo.open()
    photo.face.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(photo.face, Qt.Key.Key_Space)
    menu = photo.screen.panel.side.header.findChild(QMenu, "photo_menu")
    assert menu is not None
    entries = {one.objectName(): one for one in menu.actions()}
    assert entries["choose_photo_entry"].isEnabled()
    assert not entries["remove_photo_entry"].isEnabled()
    menu.close()


async def test_other_chart_never_shows_the_photo_before(photo: PhotoScreen) -> None:
    await photo.open()
    await photo.choose(photo.on_disk())
    await photo.has_photo()
    await photo.open("daniel")
    assert not photo.face.has_picture
    assert photo.face.accessibleName() == "No photo of Lindqvist, Daniel"
    await photo.open()
    await photo.has_photo()


async def test_picture_chosen_while_another_chart_came_up_is_nobodys(photo: PhotoScreen) -> None:
    await photo.open()
    photo.act("choose_photo_action").trigger()
    dialog = photo.screen.panel.window().findChild(QFileDialog, "photo_choose_dialog")
    assert dialog is not None
    await photo.open("daniel")
    dialog.filesSelected.emit([photo.on_disk()])
    dialog.close()
    assert photo.said == ["Another chart is open by now. No photo was changed."]
    assert (photo.photo_id(), photo.photo_id("daniel")) == (None, None)


@pytest.mark.parametrize("data", [b"%PDF-1.7 a letter", b"", b"\xff\xd8\xfftorn"])
async def test_what_is_no_picture_is_refused_and_leaves_nothing(
    data: bytes, photo: PhotoScreen
) -> None:
    await photo.open()
    await photo.choose(photo.on_disk("x.jpg", data))
    await until(lambda: photo.failures, what="the refusal")
    assert photo.photo_id() is None
    assert photo.screen.desk.all(Document) == []
    assert not [one for one in (photo.place / "files").rglob("*") if one.is_file()]


async def test_look_at_a_photo_is_in_the_trail_once_an_opening(photo: PhotoScreen) -> None:
    await photo.open()
    await photo.choose(photo.on_disk())
    await photo.has_photo()
    before = photo.screen.desk.actions().count("view")
    await photo.open("daniel")
    await photo.open()
    await photo.has_photo()
    assert photo.screen.desk.actions().count("view") - before <= 4
    assert before >= 2  # the chart, and the photo


@in_role(Role.BILLING)
async def test_role_that_changes_no_patients_is_told_why(photo: PhotoScreen) -> None:
    await photo.open()
    assert not photo.act("choose_photo_action").isEnabled()
    assert not photo.screen.panel.side.header.acceptDrops()
    assert photo.face.toolTip() != "Choose or remove the photo"
    menu = photo.screen.panel.side.header.menu()
    assert not any(one.isEnabled() for one in menu.actions())


async def test_photo_that_cannot_be_fetched_leaves_the_initials(photo: PhotoScreen) -> None:
    await photo.open()
    await photo.choose(photo.on_disk())
    await photo.has_photo()
    with photo.screen.desk.store.reader() as reader:
        document = photo.screen.desk.stored(Document, str(photo.photo_id()))
        blob = reader.blobs.get(document.sha256)
    assert blob is not None
    for one in (photo.place / "files").rglob("*"):
        if one.is_file():
            one.unlink()
    await photo.open("daniel")
    await photo.open()
    await photo.screen.panel._tasks.settled()
    assert not photo.face.has_picture
    assert photo.failures == []
    assert RecordId(str(photo.photo_id()))
