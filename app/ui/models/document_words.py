"""Documents in words: what they are, how they count, where their file is."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from PySide6.QtCore import QCoreApplication

from app.domain.file_errors import shown_size
from app.domain.file_types import KEPT, PICTURES, TIFF
from app.domain.treatment import Document, DocumentStatus
from app.services.documents import Whereabouts
from app.services.record_lists import RecordLine
from app.ui.models.record_list import LineLook
from app.ui.theme.tokens import Tone
from app.ui.wording import shown_date, shown_other


class Category(StrEnum):
    """What a document can be filed as; another system's own words are kept as they are."""

    LETTER = "letter"
    RESULT = "result"
    IMAGING = "imaging"
    REFERRAL = "referral"
    CONSENT = "consent"
    INSURANCE = "insurance"
    IDENTITY = "identity"
    FORM = "form"
    PHOTO = "photo"
    ATTACHMENT = "Attachment"
    OTHER = "other"


def said(text: str) -> str:
    """A text of the Documents panel in the user's language."""
    return QCoreApplication.translate("documents", text)


def category_words(category: str) -> str:
    """What a document is."""
    return {
        str(Category.LETTER): said("Letter"),
        str(Category.RESULT): said("Result"),
        str(Category.IMAGING): said("Imaging"),
        str(Category.REFERRAL): said("Referral"),
        str(Category.CONSENT): said("Consent"),
        str(Category.INSURANCE): said("Insurance"),
        str(Category.IDENTITY): said("Proof of identity"),
        str(Category.FORM): said("Form"),
        str(Category.PHOTO): said("Photo"),
        str(Category.ATTACHMENT): said("Attachment"),
        str(Category.OTHER): said("Other"),
    }.get(category, category)


def categories() -> tuple[tuple[str, str], ...]:
    """Every kind that is offered, with its words."""
    return tuple((one.value, category_words(one)) for one in Category)


def status_words(status: str) -> str:
    """How a document counts."""
    return {
        str(DocumentStatus.PENDING): said("To be read"),
        str(DocumentStatus.CURRENT): said("Current"),
        str(DocumentStatus.SUPERSEDED): said("Archived"),
        str(DocumentStatus.ENTERED_IN_ERROR): said("Entered in error"),
    }.get(status, shown_other(status))


def status_tone(status: str) -> Tone:
    """The colour of a state."""
    return {
        str(DocumentStatus.PENDING): Tone.WARN,
        str(DocumentStatus.CURRENT): Tone.OK,
        str(DocumentStatus.ENTERED_IN_ERROR): Tone.DANGER,
    }.get(status, Tone.NEUTRAL)


def where_words(where: str, trouble: str = "") -> str:
    """Where a document's file is, seen from this desk."""
    words = {
        str(Whereabouts.NO_FILE): said("No file"),
        str(Whereabouts.HERE): said("At this desk and at the server"),
        str(Whereabouts.UNSENT): said("At this desk, not sent yet"),
        str(Whereabouts.ELSEWHERE): said("At the server: fetched when it is opened"),
    }.get(where, "")
    return f"{words} ({said('the server did not take it')})" if trouble else words


def kind_words(document: Document) -> str:
    """The kind and size of the file: "PDF, 120 kB"; "" without one."""
    if not document.sha256:
        return ""
    kind = next((one for one in KEPT if one.media_type == document.media_type), None)
    return f"{kind_name(kind.media_type) if kind else document.media_type}, " + shown_size(
        document.size
    )


def kind_name(media_type: str) -> str:
    """A kind of file in the user's language."""
    return {
        "application/pdf": said("PDF"),
        "image/png": said("PNG picture"),
        "image/jpeg": said("JPEG picture"),
        "image/tiff": said("TIFF picture"),
        "application/dicom": said("DICOM image"),
        "application/xml": said("Clinical XML"),
        "text/plain": said("Text"),
    }.get(media_type, media_type)


def day_words(day: date | None) -> str:
    """The day a document is of; "" where nobody said."""
    return shown_date(day.isoformat()) if day else ""


def icon_of(document: Document) -> str:
    """The picture of a kind of file."""
    pictures = {*PICTURES, TIFF.media_type}
    return "image" if document.media_type in pictures else "file-text"


def look_of(line: RecordLine[Document]) -> LineLook:
    """How a line of the list looks."""
    document = line.record
    parts = (category_words(document.category), kind_words(document))
    elsewhere = line.mark == Whereabouts.ELSEWHERE
    is_current = document.status == DocumentStatus.CURRENT
    return LineLook(
        title=document.title,
        detail=" · ".join(part for part in parts if part),
        when=day_words(document.authored_on),
        state="" if is_current else status_words(document.status),
        tone=status_tone(document.status),
        icon=icon_of(document),
        patient=line.patient_name,
        patient_key=line.patient_id,
        is_pending=line.is_pending or line.mark == Whereabouts.UNSENT,
        marks=("cloud",) if elsewhere else (),
        spoken=where_words(line.mark) if elsewhere else "",
    )
