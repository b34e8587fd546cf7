"""Policies' cards and eligibility as panels use them."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from PySide6.QtGui import QImage

from app.domain.audit import AuditAction
from app.domain.drafts import DraftKey
from app.domain.eligibility import EligibilityReply, Judged
from app.domain.errors import ConfigurationError
from app.domain.ids import PatientId, RecordId
from app.domain.patient import Coverage
from app.domain.permissions import Permission
from app.domain.ports import Clock, DatabaseThreads, UnitOfWorkFactory
from app.domain.staff import Clinic
from app.domain.treatment import Document
from app.interop.x12 import MOST_BYTES
from app.interop.x12_eligibility import read_replies
from app.live.access import Access, Shown
from app.live.kept_pictures import KeptPictures
from app.live.pictures import CARD_PX
from app.live.undo import UndoStack, Values
from app.services import coverages as service
from app.services import documents
from app.services.coverages import Said
from app.services.drafts import finish

ELIGIBILITY_NOTED, CARD_CHANGED = "coverage_eligibility", "coverage_card"
_COMPARED = Shown(
    screen="eligibility reply",
    action=AuditAction.VIEW,
    entity="coverage",
    permission=Permission.ELIGIBILITY_VIEW,
)


class CoverageCollection:
    """Keeps cards and payers' answers beside policies, off the UI thread."""

    def __init__(
        self,
        threads: DatabaseThreads,
        begin: UnitOfWorkFactory,
        access: Access,
        clinic: Clinic,
        clock: Clock,
        *,
        pictures: KeptPictures,
    ) -> None:
        self._threads, self._begin, self._access = threads, begin, access
        self._clinic, self._clock, self._pictures = clinic, clock, pictures

    async def read_reply(
        self, path: Path, *, patient_id: PatientId, coverage_id: RecordId
    ) -> Judged:
        """What a 271 file says of this patient, and in what it differs; nothing is written of it.

        Raises ConfigurationError where the file cannot be read, InvalidValue, PermissionDenied.
        """

        def read() -> tuple[EligibilityReply, ...]:
            with path.open("rb") as source:
                return read_replies(source.read(MOST_BYTES + 1))

        try:
            replies = await asyncio.to_thread(read)
        except OSError as error:
            raise ConfigurationError("file", error.strerror or "cannot be read") from None
        return await self._access.show(
            _COMPARED._replace(what=coverage_id, row_id=coverage_id),
            lambda reader: service.compare(
                reader, replies, patient_id=patient_id, coverage_id=coverage_id
            ),
            subjects=lambda _judged: (patient_id,),
            patient_id=patient_id,
        )

    async def take_reply(
        self,
        reply: EligibilityReply,
        *,
        patient_id: PatientId,
        coverage_id: RecordId,
        is_confirmed: bool,
    ) -> Coverage:
        """Keep a payer's answer that is about this patient. Raises InvalidValue otherwise."""
        begin, context = self._begin, self._access.context
        today = self._now().date()
        return await self._threads.write(
            lambda: service.take_reply(
                begin,
                context,
                patient_id=patient_id,
                coverage_id=coverage_id,
                reply=reply,
                today=today,
                is_confirmed=is_confirmed,
            )
        )

    async def note(
        self, coverage: Coverage, said: Said, *, draft: DraftKey | None = None
    ) -> Coverage:
        """Keep what somebody was told, on the policy as it was shown; its draft goes with it.

        Raises StaleVersion.
        """
        begin, context = self._begin, self._access.context

        def note() -> Coverage:
            return service.note(
                begin,
                context,
                patient_id=PatientId(coverage.patient_id),
                coverage_id=RecordId(coverage.id),
                said=said,
                was=coverage,
            )

        return await self._threads.write(lambda: finish(begin, context, note, key=draft))

    async def put_back(
        self, coverage_id: RecordId, now: Values, wanted: Values, *, patient_id: PatientId
    ) -> Coverage:
        """Take a noted answer back, or note it again. Raises StaleVersion."""
        begin, context = self._begin, self._access.context
        return await self._threads.write(
            lambda: service.put_back(
                begin,
                context,
                patient_id=patient_id,
                coverage_id=coverage_id,
                now=_state(now),
                wanted=_state(wanted),
            )
        )

    async def put_card(self, coverage: Coverage, side: str, path: Path, *, title: str) -> Document:
        """Keep a picture of a card's front or back, made anew.

        Raises ConfigurationError where the file cannot be read, FileTooLarge, InvalidValue.
        """
        content = await self._pictures.keep(path, side_px=CARD_PX, field="card")
        begin, context, files = self._begin, self._access.context, self._pictures.files
        return await self._threads.write(
            lambda: service.put_card(
                begin, context, files, coverage=coverage, side=side, content=content, title=title
            )
        )

    async def show_card(
        self,
        coverage_id: RecordId,
        side: str,
        document_id: RecordId | None,
        *,
        was: RecordId | None,
        patient_id: PatientId,
    ) -> Coverage:
        """Let a policy name another picture of its card, or none. Raises StaleVersion."""
        begin, context = self._begin, self._access.context
        return await self._threads.write(
            lambda: service.show_card(
                begin,
                context,
                patient_id=patient_id,
                coverage_id=coverage_id,
                side=side,
                document_id=document_id,
                was=was,
            )
        )

    async def card(self, document_id: RecordId) -> QImage | None:
        """A picture of a card; the look is in the trail. None: it cannot be read.

        Raises PermissionDenied, FileMissing, FileDamaged, ApiError.
        """
        begin, context = self._begin, self._access.context
        document, blob = await self._threads.write(
            lambda: documents.look_at(begin, context, document_id=document_id)
        )
        return await self._pictures.open(document, blob, side_px=CARD_PX)

    def _now(self) -> datetime:
        return self._clock.now().astimezone(ZoneInfo(self._clinic.zone))


def register_coverages(stack: UndoStack, collection: CoverageCollection) -> None:
    """Let a noted answer and a changed card be taken back."""

    async def answer(record_id: RecordId, now: Values, wanted: Values) -> None:
        whose = cast("PatientId", now["patient_id"])
        await collection.put_back(record_id, now, wanted, patient_id=whose)

    async def card(record_id: RecordId, now: Values, wanted: Values) -> None:
        await collection.show_card(
            record_id,
            str(now["side"]),
            cast("RecordId | None", wanted["document_id"]),
            was=cast("RecordId | None", now["document_id"]),
            patient_id=cast("PatientId", now["patient_id"]),
        )

    stack.register(ELIGIBILITY_NOTED, answer)
    stack.register(CARD_CHANGED, card)


def answer_values(coverage: Coverage) -> dict[str, object]:
    """What a policy says of its payer's answer, as a step keeps it."""
    status, on, copay = service.said_of(coverage)
    whose = coverage.patient_id
    return {"patient_id": whose, "status": status, "on": on, "copay": copay}


def _state(values: Values) -> tuple[str, str | None, int | None]:
    on, copay = values["on"], values["copay"]
    return (
        str(values["status"]),
        str(on) if on else None,
        copay if isinstance(copay, int) else None,
    )
