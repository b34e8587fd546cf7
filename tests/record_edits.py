"""One harmless change for each record type."""

from __future__ import annotations

from app.domain.declare import FieldKind, entity_named

EDITS: dict[str, dict[str, object]] = {
    "user": {"display_name": "Other"},
    "patient": {"city": "Other"},
    "document": {"title": "Other"},
    "break_glass": {"review_note": "Other"},
    "export_request": {"decision_note": "Other"},
    "removal_request": {"decision_note": "Other"},
    "practitioner_schedule": {"begins_at": 7 * 60},
    "fee": {"amount_minor": 1},
    "day_sheet": {"note": "Other"},
    "message": {"read_by": ("0a" * 16,)},
    "vital_signs": {"pulse_per_min": 61},
    "allocation": {"amount_minor": 1},
    "claim_line": {"units": 2},
    "care_team_member": {"role": "Other"},
}


def edit_of(entity: str) -> dict[str, object]:
    """A change of one field that asks for no more than changing the record does."""
    return EDITS.get(entity) or {
        next(
            spec.name
            for spec in entity_named(entity).fields
            if spec.kind is FieldKind.TEXT
            and spec.fact.choices is None
            and spec.fact.max_length >= 40
        ): "Other"
    }
