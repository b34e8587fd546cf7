"""The words of the trail are read again years later: none of them changes."""

from __future__ import annotations

import pytest

from app.domain.audit import AuditAction
from app.domain.permissions import Need, Permission, Rule

pytestmark = pytest.mark.row("F2")


def test_each_action_is_written_as_it_is_called() -> None:
    assert [one.value for one in AuditAction] == [one.name.lower() for one in AuditAction]


def test_each_permission_is_written_as_it_is_called() -> None:
    written = [one.value.replace(".", "_").upper() for one in Permission]
    assert written == [one.name for one in Permission]
    assert all(one.value.count(".") == 1 for one in Permission)


def test_each_rule_and_need_is_written_as_it_is_called() -> None:
    assert [one.value for one in Rule] == [one.name.lower() for one in Rule]
    assert {one.name: one.value for one in Need} == {
        "NOTHING": "", "REASON": "reason", "GLASS": "glass",
    }  # fmt: skip
