"""The merge by tables of cases and by its algebra."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.declare import entity_of
from app.domain.history import HealthRecord
from app.domain.message import Message, MessageThread
from app.domain.operations import FieldChange, Operation
from app.domain.patient import Patient
from app.protocol.codec import to_wire
from app.protocol.merge import Clash, Merged, fold, merge_patch
from tests.factories import a_patient

PATIENT = entity_of(Patient)
NAMES = ["phone", "email", "alert", "city", "state", "address_line", "family_name", "given_names"]
VALUES = st.sampled_from(["", "a", "b", "c"])
BODIES = st.fixed_dictionaries(dict.fromkeys(NAMES, VALUES))
PATCHES = st.dictionaries(
    st.sampled_from(NAMES), st.builds(FieldChange, VALUES, VALUES), min_size=1
)


def an_operation(**changes: Any) -> Operation:
    fields: dict[str, Any] = {
        "op_id": "op",
        "tx_id": "tx",
        "n": 1,
        "entity": "patient",
        "id": "aa" * 16,
        "kind": "update",
        "base_version": 1,
        "actor_id": "",
        "session_id": "",
        "client_time": "2026-11-21T17:00:00.000000Z",
        "schema": 1,
    }
    return Operation(**{**fields, **changes})


def made_on(body: dict[str, str], wanted: dict[str, str]) -> dict[str, FieldChange]:
    return {name: FieldChange(body[name], new) for name, new in wanted.items()}


@pytest.mark.parametrize(
    ("current", "since", "clashing"),
    [
        pytest.param({}, (), None, id="nothing moved"),
        pytest.param({"alert": "x"}, ("alert",), None, id="another field moved"),
        pytest.param({"city": "here"}, ("city",), None, id="moved to what is wanted"),
        pytest.param({"city": "there"}, ("city",), ("city", "state"), id="the field moved"),
        pytest.param({"postal_code": "9"}, ("postal_code",), ("city", "state"), id="group moved"),
        pytest.param({"city": "there"}, (), ("city", "state"), id="moved, history compacted"),
    ],
)
def test_address_change_fits_or_clashes_as_a_whole(
    current: dict[str, str], since: tuple[str, ...], clashing: tuple[str, ...] | None
) -> None:
    body = to_wire(a_patient(city="old", state="old", postal_code="1"))
    patch = {"city": FieldChange("old", "here"), "state": FieldChange("old", "NY")}
    merged = merge_patch(PATIENT, {**body, **current}, patch, changed_since_base=since)
    assert (merged.fields if isinstance(merged, Clash) else None) == clashing


@given(BODIES, PATCHES, st.sets(st.sampled_from(NAMES)))
def test_replaying_an_accepted_change_changes_nothing(
    body: dict[str, str], patch: dict[str, FieldChange], since: set[str]
) -> None:
    body |= {name: change.old for name, change in patch.items() if name not in since}
    once = merge_patch(PATIENT, body, patch, changed_since_base=since)
    if isinstance(once, Clash):
        return
    again = merge_patch(PATIENT, once.body, patch, changed_since_base=since)
    assert isinstance(again, Merged)
    assert (again.body, again.changed) == (once.body, ())


@given(BODIES, BODIES, BODIES, st.integers(1, len(NAMES) - 1))
def test_changes_of_disjoint_groups_commute(
    body: dict[str, str], one: dict[str, str], two: dict[str, str], cut: int
) -> None:
    ungrouped = ["phone", "email", "alert"]
    left = made_on(body, {name: one[name] for name in NAMES[3:6]})
    right = made_on(body, {name: two[name] for name in [*NAMES[6:], *ungrouped[: cut % 4]]})
    first = merge_patch(PATIENT, body, left)
    second = merge_patch(PATIENT, body, right)
    assert isinstance(first, Merged)
    assert isinstance(second, Merged)
    one_way = merge_patch(PATIENT, first.body, right, changed_since_base=first.changed)
    other_way = merge_patch(PATIENT, second.body, left, changed_since_base=second.changed)
    assert isinstance(one_way, Merged)
    assert isinstance(other_way, Merged)
    assert one_way.body == other_way.body


@given(BODIES, PATCHES, st.sets(st.sampled_from(NAMES)))
def test_no_field_is_dropped_or_invented(
    body: dict[str, str], patch: dict[str, FieldChange], since: set[str]
) -> None:
    body = {**body, "field_of_a_newer_version": "kept"}
    merged = merge_patch(PATIENT, body, patch, changed_since_base=since)
    if isinstance(merged, Merged):
        assert merged.body.keys() == body.keys()
        untouched = body.keys() - patch.keys()
        assert all(merged.body[name] == body[name] for name in untouched)
    else:
        assert set(merged.fields) <= patch.keys()


@given(BODIES, PATCHES, st.sets(st.sampled_from(NAMES)))
def test_a_value_nobody_saw_is_never_replaced(
    body: dict[str, str], patch: dict[str, FieldChange], since: set[str]
) -> None:
    merged = merge_patch(PATIENT, body, patch, changed_since_base=since)
    if isinstance(merged, Merged):
        for name in merged.changed:
            assert body[name] == patch[name].old


@given(BODIES, PATCHES, st.sets(st.sampled_from(NAMES)))
def test_fields_of_a_group_clash_together(
    body: dict[str, str], patch: dict[str, FieldChange], since: set[str]
) -> None:
    merged = merge_patch(PATIENT, body, patch, changed_since_base=since)
    if isinstance(merged, Clash):
        for members in PATIENT.groups.values():
            in_patch = set(members) & patch.keys()
            assert in_patch <= set(merged.fields) or not in_patch & set(merged.fields)


def test_fold_shows_pending_changes_in_order() -> None:
    shadow = {"phone": "1", "city": "old"}
    first = an_operation(patch={"phone": FieldChange("1", "2")})
    second = an_operation(patch={"phone": FieldChange("2", "3")})
    shown = fold(shadow, [first, second])
    assert shown == {"phone": "3", "city": "old", "updated_at": second.client_time}


def test_fold_of_nothing_is_the_servers_state() -> None:
    assert fold({"phone": "1"}, []) == {"phone": "1"}
    assert fold(None, []) is None


def test_fold_of_a_refused_create_leaves_no_record() -> None:
    assert fold(None, [an_operation(patch={"phone": FieldChange("1", "2")})]) is None


def test_fold_brings_a_record_back_that_was_deleted_here() -> None:
    operations = [an_operation(kind="delete"), an_operation(kind="restore")]
    assert fold({"phone": "1"}, operations) == {
        "phone": "1",
        "updated_at": operations[1].client_time,
    }


def test_fold_leaves_the_shadow_alone() -> None:
    shadow = {"phone": "1"}
    fold(shadow, [an_operation(patch={"phone": FieldChange("1", "2")})])
    assert shadow == {"phone": "1"}


def test_who_read_a_message_at_two_desks_both_did() -> None:
    spec = entity_of(Message)
    patch = {"read_by": FieldChange(old=["a"], new=["a", "b"])}
    merged = merge_patch(spec, {"read_by": ["a", "c"]}, patch, changed_since_base=["read_by"])
    assert isinstance(merged, Merged)
    assert merged.body["read_by"] == ["a", "c", "b"]


def test_later_time_of_the_last_message_wins() -> None:
    spec = entity_of(MessageThread)
    patch = {"last_message_at": FieldChange(old=None, new="2026-11-21T09:00:00.000000Z")}
    later = {"last_message_at": "2026-11-21T10:00:00.000000Z"}
    merged = merge_patch(spec, later, patch, changed_since_base=["last_message_at"])
    assert isinstance(merged, Merged)
    assert merged.body == later


def test_signature_never_lands_under_other_words() -> None:
    spec = entity_of(HealthRecord)
    patch = {
        "status": FieldChange(old="preliminary", new="final"),
        "signed_by": FieldChange(old=None, new="0a" * 16),
    }
    body = {"status": "preliminary", "signed_by": None, "text": "changed by somebody else"}
    clash = merge_patch(spec, body, patch, changed_since_base=["text"])
    assert isinstance(clash, Clash)
