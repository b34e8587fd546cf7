"""The picture a patient is known by, as panels use it."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage

from app.domain.audit import AuditAction
from app.domain.ids import PatientId, RecordId
from app.domain.patient import Patient
from app.domain.permissions import Permission, Scope
from app.domain.ports import Clock, DatabaseThreads, UnitOfWorkFactory
from app.domain.treatment import Document
from app.live.access import Access, Shown
from app.live.kept_pictures import KeptPictures
from app.live.pictures import PHOTO_PX
from app.live.undo import UndoStack, Values
from app.services import documents, photos
from app.services.documents import NewDocument

PHOTO_CHANGED = "patient_photo"
_PHOTO = Shown(
    screen="patient photo",
    action=AuditAction.VIEW,
    entity="document",
    permission=Permission.DOCUMENT_VIEW,
    scope=Scope.OWN,  # of others the service shows what the role is shown, and no more
)


class PhotoCollection:
    """Shows, chooses and removes patients' photos off the UI thread."""

    def __init__(
        self,
        threads: DatabaseThreads,
        begin: UnitOfWorkFactory,
        access: Access,
        clock: Clock,
        *,
        pictures: KeptPictures,
    ) -> None:
        self._threads, self._begin, self._access = threads, begin, access
        self._clock, self._pictures = clock, pictures

    async def picture(self, patient_id: PatientId) -> QImage | None:
        """What the patient looks like; the look is in the trail. None: it cannot be read.

        Raises RecordNotFound where there is none, PermissionDenied, FileMissing, ApiError.
        """
        now, context = self._clock.now(), self._access.context
        document, blob = await self._access.show(
            _PHOTO._replace(what=patient_id),
            lambda reader: photos.look_at(reader, context, patient_id=patient_id, now=now),
            subjects=lambda _found: (patient_id,),
            patient_id=patient_id,
        )
        return await self._pictures.open(document, blob, side_px=PHOTO_PX)

    async def choose(self, patient_id: PatientId, path: Path) -> Document:
        """Let the patient be known by a picture of this computer, in place of the one before.

        Raises ConfigurationError where the file cannot be read, FileTooLarge, InvalidValue,
        PermissionDenied.
        """
        content = await self._pictures.keep(path, side_px=PHOTO_PX, field="photo")
        new = NewDocument(
            patient_id=patient_id,
            title=QCoreApplication.translate("PatientPhoto", "Photo"),
            category=photos.CATEGORY,
            file_name=f"{path.stem}.jpg",
            is_photo=True,
        )
        begin, context, files = self._begin, self._access.context, self._pictures.files
        return await self._threads.write(
            lambda: documents.file(begin, context, files, content=content, new=new)
        )

    async def show(
        self, patient_id: PatientId, photo_id: RecordId | None, *, was: RecordId | None
    ) -> Patient:
        """Let the patient be known by another of their pictures, or by none.

        Raises StaleVersion, InvalidValue, PermissionDenied.
        """
        begin, context = self._begin, self._access.context
        return await self._threads.write(
            lambda: photos.show(begin, context, patient_id=patient_id, photo_id=photo_id, was=was)
        )


def register_photos(stack: UndoStack, collection: PhotoCollection) -> None:
    """Let a chosen or removed photo be taken back."""

    async def move(record_id: RecordId, now: Values, wanted: Values) -> None:
        await collection.show(
            PatientId(record_id),
            cast("RecordId | None", wanted["photo_id"]),
            was=cast("RecordId | None", now["photo_id"]),
        )

    stack.register(PHOTO_CHANGED, move)
