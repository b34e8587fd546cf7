"""What the chart shows at a glance of the people around a patient."""

from __future__ import annotations

import pytest

from app.domain.ids import new_id
from app.services.relations import Relation, Relations
from app.ui.panels.patients.glance import relation_facts


@pytest.mark.row("C8")
@pytest.mark.parametrize(("has_more", "last"), [(False, "and 2 more"), (True, "and 2 or more")])
def test_a_big_family_says_how_many_are_not_shown(has_more: bool, last: str) -> None:
    everybody = [
        Relation(entity="patient", record_id=new_id(), name=f"Okafor {at}", kinds=("household",))
        for at in range(30)
    ]
    shown = relation_facts(Relations(tuple(everybody), has_more=False))
    people = tuple(everybody[: len(shown) - 1 + 2])
    assert relation_facts(Relations(people, has_more=has_more))[-1] == ("", last)
