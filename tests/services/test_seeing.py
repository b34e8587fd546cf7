"""What of a patient a role is shown: codes on money are for who may see codes."""

from __future__ import annotations

import pytest

from app.domain.conflict import ConflictKind, SyncConflict
from app.domain.ids import new_id
from app.domain.staff import Role
from app.services.seeing import shown_conflict
from app.storage.store import LocalStore
from tests.factories import NOON, a_context

pytestmark = pytest.mark.row("B7")
SIDES = {"diagnosis_codes": ["F32.1"], "amount_minor": 500}


def conflict(entity: str) -> SyncConflict:
    return SyncConflict(
        id=new_id(),
        created_at=NOON,
        updated_at=NOON,
        entity=entity,
        row_id=new_id(),
        kind=ConflictKind.FIELD,
        base=SIDES,
        ours=SIDES,
        theirs=SIDES,
    )


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.BILLING])
def test_conflict_about_money_shows_codes_to_who_may_see_codes(
    store: LocalStore, role: Role
) -> None:
    kept = SIDES if role is Role.BILLING else {"amount_minor": 500}
    with store.reader() as reader:
        shown = shown_conflict(reader, a_context(role=role), conflict("charge"), now=NOON)
    assert (shown.base, shown.ours, shown.theirs) == (kept, kept, kept)


def test_conflict_about_what_a_role_is_not_shown_has_no_values(store: LocalStore) -> None:
    with store.reader() as reader:
        shown = shown_conflict(reader, a_context(), conflict("health_record"), now=NOON)
    assert (shown.base, shown.ours, shown.theirs) == ({}, {}, {})
