"""FHIR R4 DocumentReference to a document, with the file that lies inside it as base64.

A file kept elsewhere (a url) is not fetched: what a file of strangers names is never visited.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from email.message import Message as _Header

from app.domain.errors import ImportRefused
from app.domain.file_types import HEAD_BYTES, type_of
from app.domain.ids import RecordId
from app.domain.treatment import Document, DocumentStatus
from app.interop.fhir_clinical import common
from app.interop.fhir_references import Owner
from app.interop.fhir_values import (
    Json,
    as_map,
    clean,
    concept_code,
    concept_text,
    day_of,
    each,
)
from app.interop.made import Made

LOINC = "http://loinc.org"
NO_FILE = "was taken without its file: "
_STATUS = {
    "current": DocumentStatus.CURRENT,
    "superseded": DocumentStatus.SUPERSEDED,
}


def document_from(resource: Json, owner: Owner, record_id: RecordId) -> Made:
    """The document behind a DocumentReference. Raises ImportRefused without a status or title."""
    status = _STATUS.get(clean(resource.get("status")))
    if status is None:
        raise ImportRefused("was entered in error, or its status is not known")
    attachments = [as_map(item.get("attachment")) for item in each(resource.get("content"))]
    content, remark = _content(attachments)
    kind = type_of(content[:HEAD_BYTES]) if content else None
    system, code = concept_code(resource.get("type"), system=LOINC)
    record = Document(
        **common(record_id, owner.patient_id),
        title=_title(resource, attachments),
        code_system=system,
        code=code,
        category=next((concept_text(one, 100) for one in each(resource.get("category"))), ""),
        authored_on=day_of(resource, "date"),
        status=status,
        sha256=hashlib.sha256(content).hexdigest() if content else "",
        size=len(content),
        media_type=kind.media_type if kind else "",
        supersedes_id=_replaced(resource, owner, record_id),
    )
    return Made(
        kind="DocumentReference",
        record=record,
        content=content,
        remarks=(NO_FILE + remark,) if remark else (),
    )


def _title(resource: Json, attachments: list[Json]) -> str:
    title = clean(resource.get("description"), 200) or concept_text(resource.get("type"), 200)
    title = title or next((t for one in attachments if (t := clean(one.get("title"), 200))), "")
    if not title:
        raise ImportRefused("has no title and no type")
    return title


def _content(attachments: list[Json]) -> tuple[bytes, str]:
    """The file inside the resource, or nothing and why."""
    held = next((one for one in attachments if isinstance(one.get("data"), str)), None)
    if held is None:
        return b"", "the source names a place for it only" if attachments else ""
    try:
        data = base64.b64decode("".join(str(held["data"]).split()), validate=True)
    except (binascii.Error, ValueError):
        return b"", "it is not base64"
    data = _as_utf8(data, clean(held.get("contentType")))
    if not data:
        return b"", "it is empty"
    if type_of(data[:HEAD_BYTES]) is None:
        return b"", "it is of no kind that is kept"
    return data, ""


def _as_utf8(data: bytes, content_type: str) -> bytes:
    """Plain text in UTF-8, whichever character set the media type's parameter names."""
    header = _Header()
    header["Content-Type"] = content_type or "application/octet-stream"
    charset = header.get_content_charset("utf-8")
    if header.get_content_type() != "text/plain" or charset in ("utf-8", "us-ascii", "utf8"):
        return data
    try:
        return data.decode(charset).encode()
    except (LookupError, UnicodeError):
        return data


def _replaced(resource: Json, owner: Owner, record_id: RecordId) -> RecordId | None:
    for item in each(resource.get("relatesTo")):
        if clean(item.get("code")) == "replaces":
            found = owner.other(item.get("target"), "DocumentReference")
            if found != record_id:
                return found
    return None
