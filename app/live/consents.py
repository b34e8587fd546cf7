"""Consents as panels use them: signed on screen, printed, withdrawn."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from app.domain.audit import AuditAction
from app.domain.drafts import DraftKey
from app.domain.family import Consent
from app.domain.file_errors import FileMissing
from app.domain.file_ports import FileStore
from app.domain.ids import PatientId, RecordId
from app.domain.message import MessageTemplate
from app.domain.permissions import Permission
from app.domain.ports import Clock, DatabaseThreads, UnitOfWorkFactory
from app.domain.staff import Clinic
from app.live.access import Access, Shown
from app.live.undo import UndoStack, Values
from app.services import consents as service
from app.services import documents, message_templates
from app.services.consents import NewConsent
from app.services.drafts import finish

CONSENT_WITHDRAWN = "consent_withdrawn"
_FORM = Shown(
    screen="consent form",
    action=AuditAction.PRINT,
    entity="patient",
    permission=Permission.PATIENT_PRINT,
)


class ConsentCollection:
    """Keeps what patients sign, off the UI thread."""

    def __init__(
        self,
        threads: DatabaseThreads,
        begin: UnitOfWorkFactory,
        access: Access,
        clinic: Clinic,
        clock: Clock,
        *,
        files: FileStore | None,
    ) -> None:
        self._threads, self._begin, self._access = threads, begin, access
        self._clinic, self._clock, self._files = clinic, clock, files

    async def templates(self) -> tuple[MessageTemplate, ...]:
        """The clinic's own texts to be signed, by name."""
        return await self._access.plain(message_templates.for_consents)

    async def sign(self, pdf: bytes, new: NewConsent, *, draft: DraftKey | None = None) -> Consent:
        """Keep what was signed, its document, and end the draft, in one step.

        Raises InvalidRecord, PermissionDenied, FileMissing at a desk that keeps no files.
        """
        files = self._files
        if files is None:
            raise FileMissing
        content = await asyncio.to_thread(documents.keep, files, iter([pdf]))
        begin, context = self._begin, self._access.context
        return await self._threads.write(
            lambda: finish(
                begin,
                context,
                lambda: service.sign(begin, context, files, content=content, new=new),
                key=draft,
            )
        )

    async def withdraw(
        self, consent_id: RecordId, reason: str, *, patient_id: PatientId
    ) -> Consent:
        """Say that the patient does not agree any more. Raises InvalidValue, StaleVersion."""
        begin, context = self._begin, self._access.context
        today = self._clock.now().astimezone(ZoneInfo(self._clinic.zone)).date()
        return await self._threads.write(
            lambda: service.withdraw(
                begin,
                context,
                consent_id=consent_id,
                patient_id=patient_id,
                reason=reason,
                today=today,
            )
        )

    async def reinstate(self, consent_id: RecordId, *, patient_id: PatientId) -> Consent:
        """Take a withdrawal back. Raises StaleVersion, InvalidValue."""
        begin, context = self._begin, self._access.context
        return await self._threads.write(
            lambda: service.reinstate(begin, context, consent_id=consent_id, patient_id=patient_id)
        )

    async def note_printed(self, patient_id: PatientId, *, is_file: bool) -> datetime:
        """Before a form with the patient's name leaves: who, when, and on which way.

        Raises PermissionDenied, StorageError; then nothing may leave.
        """
        action = AuditAction.EXPORT if is_file else AuditAction.PRINT
        await self._access.hand_out(_FORM._replace(action=action), [patient_id])
        return self._clock.now()


def register_consents(stack: UndoStack, collection: ConsentCollection) -> None:
    """Let a withdrawal be taken back, and noted again."""

    async def move(record_id: RecordId, now: Values, wanted: Values) -> None:
        whose = cast("PatientId", now["patient_id"])
        if wanted["reason"]:
            await collection.withdraw(record_id, str(wanted["reason"]), patient_id=whose)
        else:
            await collection.reinstate(record_id, patient_id=whose)

    stack.register(CONSENT_WITHDRAWN, move)
