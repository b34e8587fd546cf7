"""Changes made under an older schema, read as the present one's."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.declare import entities
from app.domain.operations import UNSAID, FieldChange
from app.protocol.messages import MIN_SCHEMA, SCHEMA
from app.protocol.upcasters import (
    SAYS_WHY,
    STEPS,
    WIDENED,
    Step,
    as_said,
    filled,
    renamed,
    translated,
    upcast,
    widened,
)
from app.schema.migrations.local import versions
from tests.protocol.test_merge import an_operation

OLD_WORDS = {"m": "male", "f": "female"}
IN_WORDS = translated("sex", lambda value: OLD_WORDS.get(value, value))
UNDER_ITS_NAME = renamed("gender", "sex")
TEST_STEPS: dict[tuple[int, str], Step] = {
    (1, "patient"): lambda body: IN_WORDS(UNDER_ITS_NAME(body)),
    (2, "patient"): filled("language", "en"),
}
"""A test entity's history: schema 2 renamed a field and spelt its values out, 3 added one."""


def lifted(to: int = 3, **facts: Any) -> Any:
    return upcast(an_operation(**facts), to=to, steps=TEST_STEPS)


def test_change_of_a_renamed_field_is_read_under_its_new_name_and_in_new_words() -> None:
    found = lifted(patch={"gender": FieldChange("m", "f"), "phone": FieldChange("1", "2")})
    assert found.patch == {"sex": FieldChange("male", "female"), "phone": FieldChange("1", "2")}
    assert found.schema == 3


def test_new_record_gets_what_every_record_has_since() -> None:
    full = {"gender": "m", "created_at": "t"}
    found = lifted(kind="create", full=full)
    assert found.full == {"sex": "male", "created_at": "t", "language": "en"}


def test_change_says_nothing_of_a_field_it_did_not_touch() -> None:
    assert lifted(patch={"phone": FieldChange("1", "2")}).patch == {"phone": FieldChange("1", "2")}


@pytest.mark.parametrize(("made_under", "steps"), [(1, "male"), (2, "m"), (3, "m"), (4, "m")])
def test_only_the_steps_since_the_change_was_made_are_taken(made_under: int, steps: str) -> None:
    found = lifted(schema=made_under, patch={"gender": FieldChange("f", "m")})
    (change,) = found.patch.values()
    assert change.new == steps
    assert found.schema == max(made_under, 3)


@pytest.mark.parametrize(
    ("schema", "said", "read"),
    [
        (1, "", UNSAID),
        (SAYS_WHY - 1, " ", UNSAID),
        (1, "as asked", "as asked"),
        (SAYS_WHY, "", ""),
    ],
)
def test_what_was_made_before_changes_said_why_is_read_as_unsaid(
    schema: int, said: str, read: str
) -> None:
    assert upcast(an_operation(schema=schema, reason=said)).reason == read
    assert upcast(an_operation(schema=1, reason=said), to=SAYS_WHY - 1).reason == said


@pytest.mark.parametrize(
    ("schema", "said", "read"),
    [
        (1, UNSAID, UNSAID),
        (SAYS_WHY - 1, UNSAID, UNSAID),
        (SAYS_WHY, UNSAID, ""),
        (SAYS_WHY, f" {UNSAID} ", ""),
        (SCHEMA + 1, UNSAID, ""),
        (SAYS_WHY, "as asked", "as asked"),
        (SAYS_WHY, f"she left it {UNSAID}", f"she left it {UNSAID}"),
    ],
)
def test_what_can_say_why_does_not_say_it_with_the_word_for_what_could_not(
    schema: int, said: str, read: str
) -> None:
    assert as_said(an_operation(schema=schema, reason=said)).reason == read


def test_other_record_types_stay_as_they_are() -> None:
    found = lifted(entity="allergy", patch={"gender": FieldChange("f", "m")})
    assert found.patch == {"gender": FieldChange("f", "m")}


@given(st.integers(1, 3), st.integers(1, 3))
def test_one_step_at_a_time_leads_where_all_at_once_do(first: int, last: int) -> None:
    middle, end = min(first, last), max(first, last)
    operation = an_operation(patch={"gender": FieldChange("m", "x")}, full={"created_at": "t"})
    by_the_way = upcast(operation, to=middle, steps=TEST_STEPS)
    assert upcast(by_the_way, to=end, steps=TEST_STEPS) == upcast(
        operation, to=end, steps=TEST_STEPS
    )


def test_change_of_the_present_schema_is_the_same_object() -> None:
    operation = an_operation(schema=SCHEMA)
    assert upcast(operation) is operation


def test_every_step_leads_to_a_schema_there_is() -> None:
    assert all(1 <= schema < SCHEMA for schema, _ in STEPS)
    assert all(1 < schema <= SCHEMA for schema in WIDENED)


def test_whatever_a_record_type_says_more_since_the_first_schema_is_laid_anew() -> None:
    names = {spec.name for spec in entities()}
    added = {
        table
        for step in Path(versions.__file__ or "").parent.glob("0*.py")
        for table in re.findall(r'ALTER TABLE "?(\w+)"? ADD COLUMN', step.read_text())
    }
    assert {"patient", "message"} <= added & names <= widened(MIN_SCHEMA)
