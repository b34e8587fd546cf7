"""Whatever is typed is kept as a draft: each place to type in says by which, or why not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.row("F2")
UI = Path(__file__).parents[2] / "app" / "ui"
_LINE = re.compile(r"\b(line_edit|QPlainTextEdit|QTextEdit|QLineEdit|MoneyField)\(")
_DRAFT = re.compile(r"\b(FormDraft|PatientDraft|QuestionDraft|DraftKeeper)\(")
PART_OF = {
    "panels/appointments/booking_fields.py": "panels/appointments/booking_draft.py",
    "panels/billing/charge_form.py": "panels/billing/entry_form.py",
    "panels/billing/count_box.py": "panels/billing/till_page.py",
    "panels/billing/money_field.py": "panels/billing/entry_form.py",
    "panels/billing/offers.py": "panels/billing/entry_form.py",
    "panels/billing/payment_form.py": "panels/billing/entry_form.py",
    "panels/care_plans/form.py": "record_form.py",
    "panels/care_plans/part_rows.py": "record_form.py",
    "panels/conflicts/draft_card.py": "conflict_drafts.py",
    "panels/conflicts/field_row.py": "conflict_drafts.py",
    "panels/documents/file_rows.py": "panels/documents/filing_form.py",
    "panels/documents/filing_fields.py": "panels/documents/filing_form.py",
    "panels/patients/child_row.py": "panels/patients/form.py",
    "panels/patients/conflict_card.py": "conflict_drafts.py",
    "panels/patients/consent_fields.py": "panels/patients/consent_dialog.py",
    "panels/patients/form_fields.py": "panels/patients/form.py",
    "panels/patients/policy_answer.py": "panels/patients/policy_dialog.py",
    "panels/prescriptions/form.py": "record_form.py",
    "panels/reports/export_wish.py": "panels/reports/export_requests.py",
    "two_person_card.py": "two_person_list.py",
}
"""Fields of a form, and who keeps what is typed into it."""
_SECRET = "a secret: it is written down nowhere"
_FILTER = "it narrows a list: nothing of it is saved"
_ONE_LINE = "one line above a list, asked anew: the deed waits for it and nothing else does"
_NO_DESK = "before there is a desk that could keep it"
NOT_KEPT = {
    "account_dialogs.py": _SECRET,
    "break_glass.py": "about a patient whom the role is not shown: it may not come back later",
    "entry_page.py": _FILTER,
    "first_run/clinic_page.py": _NO_DESK,
    "first_run/code_field.py": _SECRET,
    "first_run/join_page.py": _NO_DESK,
    "first_run/passphrase_page.py": _SECRET,
    "first_run/pin_page.py": _SECRET,
    "first_run/recovery_page.py": _SECRET,
    "panels/appointments/booking_parts.py": "why over what is there: that is looked at anew",
    "panels/appointments/question_bar.py": _ONE_LINE,
    "panels/appointments/series_sheet.py": "how often a visit is repeated that is kept itself",
    "panels/audit/filters.py": _FILTER,
    "panels/billing/fees_page.py": "a price and its code, of nobody",
    "panels/messages/left_answer.py": "a draft itself: read only",
    "panels/sync/detail.py": _ONE_LINE,
    "preview/preview.py": "a document's text: read only",
    "reason_bar.py": _ONE_LINE,
    "sign_in_card.py": _SECRET,
    "widgets/fields.py": "where the fields are made",
}
"""Where nothing is kept, and why."""


def _sources() -> dict[str, str]:
    found = {path.relative_to(UI).as_posix(): path.read_text("utf-8") for path in UI.rglob("*.py")}
    return {name: text for name, text in found.items() if _LINE.search(text)}


def test_every_line_is_kept_by_a_draft_or_says_why_not() -> None:
    keeps_itself = {name for name, text in _sources().items() if _DRAFT.search(text)}
    told = set(PART_OF) | set(NOT_KEPT)
    assert set(_sources()) - keeps_itself - told == set(), "new: who keeps what is typed there?"
    assert told - set(_sources()) == set(), "nobody types there any more"
    assert told & keeps_itself == set(), "it keeps its own"


@pytest.mark.parametrize("keeper", sorted(set(PART_OF.values())))
def test_who_is_said_to_keep_it_does(keeper: str) -> None:
    assert _DRAFT.search((UI / keeper).read_text("utf-8"))
