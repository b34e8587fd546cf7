"""A consent as a document: whose it is, what is agreed to, and the signature below."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage

from app.domain.patient import Patient
from app.domain.phi import quiet
from app.ui.models.consent_words import said
from app.ui.printing.pages import Paper
from app.ui.wording import shown_date

_PALE = "color:#51606f"
_SIGNED_WIDE = 300


@quiet
@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentSheet:
    """What stands on it. signature: what was drawn, None where the typed name counts."""

    clinic: str
    patient: Patient
    title: str
    text: str
    term: str
    signed_by: str = ""
    relationship: str = ""
    witnessed_by: str = ""
    signed_at: str = ""
    signature: QImage | None = None

    @property
    def is_signed(self) -> bool:
        """Whether it is more than a form to be filled in by hand."""
        return bool(self.signed_at)


def consent_paper(sheet: ConsentSheet) -> Paper:
    """The form, empty to be signed by hand or with what was signed on screen."""
    side = "rtl" if QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft else "ltr"
    patient = sheet.patient
    born = said("born {0}").format(shown_date(patient.birth_date))
    whose = f"{patient.display_name} · {born} · {patient.mrn}"
    text = "".join(f"<p>{escape(line) or '&nbsp;'}</p>" for line in sheet.text.strip().splitlines())
    body = (
        f"<p><b>{escape(sheet.clinic)}</b></p>"
        f"<h1 style='font-size:20px; font-weight:600'>{escape(sheet.title)}</h1>"
        f"<p>{escape(whose)}</p>{text}"
        f"<p style='{_PALE}'>{escape(sheet.term)}</p>{_signed(sheet)}"
    )
    return Paper(
        title=said("Consent"),
        html=f"<body dir='{side}'>{body}</body>",
        foot=f"{whose} · {sheet.title}",
    )


def _signed(sheet: ConsentSheet) -> str:
    if not sheet.is_signed:
        lines = (said("Signature"), said("Name"), said("Date"), said("Witness"))
        return "".join(
            f"<p><br/><br/>______________________________<br/>{one}</p>" for one in lines
        )
    name = escape(sheet.signed_by)
    if sheet.relationship:
        name = f"{name} ({escape(sheet.relationship)})"
    if sheet.signature is not None:
        mark = f"<p><img src='{_source(sheet.signature)}' width='{_SIGNED_WIDE}'/></p>"
        how = said("Signed on screen")
    else:
        mark = f"<p style='font-size:18px'><i>{escape(sheet.signed_by)}</i></p>"
        how = said("Signed by typing the name")
    facts = (
        (said("Signed by"), name),
        (said("When"), escape(f"{sheet.signed_at} · {how}")),
        (said("Witnessed by"), escape(sheet.witnessed_by)),
    )
    rows = "".join(
        f"<tr><td style='{_PALE}'>{escape(caption)}&nbsp;&nbsp;</td><td>{value}</td></tr>"
        for caption, value in facts
    )
    return f"{mark}<table cellpadding='2'>{rows}</table>"


def _source(picture: QImage) -> str:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # pyright: ignore[reportArgumentType, reportCallIssue]
    buffer.close()
    return f"data:image/png;base64,{bytes(data.toBase64().data()).decode()}"
