"""Which decisions about a conflict are offered: none that could have no effect."""

from __future__ import annotations

from typing import Any, cast

import pytest

from app.domain.conflict import SyncConflict
from app.domain.ids import new_id
from app.ui.conflict_permits import decision_whys
from tests.factories import NOON

pytestmark = pytest.mark.row("F5")


class Everything:
    """Permits of a role that may do everything."""

    def why_not(self, *_: object, **__: object) -> str:
        return ""


@pytest.mark.parametrize(
    ("entity", "offered"),
    [
        ("day_sheet", {"theirs"}),
        ("payment", {"theirs"}),
        ("patient", {"mine", "theirs", "edited", "both"}),
    ],
)
def test_what_is_only_ever_added_is_left_as_it_stands(entity: str, offered: set[str]) -> None:
    facts = {"id": new_id(), "created_at": NOON, "updated_at": NOON, "row_id": new_id()}
    whys = decision_whys(cast("Any", Everything()), SyncConflict(entity=entity, **facts))
    assert {decision for decision, why in whys.items() if not why} == offered
