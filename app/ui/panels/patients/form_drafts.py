"""What a draft of the patient form holds, and how it is put back."""

from __future__ import annotations

from collections.abc import Mapping

from app.ui.form_draft import cursor_of, place_cursor
from app.ui.panels.patients.form_body import FormBody
from app.ui.panels.patients.typed_values import listed

FORM = "patient"


def content_of(body: FormBody) -> dict[str, object] | None:
    """Everything typed in the form and not saved; None where nothing is."""
    fields, children = body.fields, body.children_rows
    if not fields.edited_names() and not any(rows.is_edited for rows in children):
        return None
    return {
        **fields.draft(),
        "children": [rows.draft() for rows in children],
        "cursor": cursor_of(body),
    }


def show_content(body: FormBody, content: Mapping[str, object]) -> bool:
    """Put a draft back on top of what the form shows; False where there is nothing in it."""
    body.fields.show_draft(content)
    kept = {str(part.get("entity")): part for part in listed(content, "children")}
    for rows in body.children_rows:
        if rows.entity in kept:
            rows.show_draft(kept[rows.entity])
    place_cursor(body, content.get("cursor"))
    return bool(content)
