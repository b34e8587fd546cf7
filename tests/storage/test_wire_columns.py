"""Rows read column by column are those read body by body, whatever the bodies hold."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import pytest

from app.domain.declare import EntitySpec, FieldKind, entities
from app.domain.errors import InvalidValue
from app.domain.ids import new_id
from app.domain.operations import RowState
from app.storage.row_codec import RowCodec, codec_of
from app.storage.wire_columns import rows_of

KEY = "0190" * 8
USUAL: dict[FieldKind, list[Any]] = {
    FieldKind.TEXT: ["", "Zoë", "1"],
    FieldKind.INTEGER: [0, 7, -(2**63) + 1],
    FieldKind.BOOLEAN: [True, False],
    FieldKind.DATE: ["1981-02-28", "20261121"],
    FieldKind.INSTANT: ["2026-11-21T09:30:00.000000Z", "2026-11-21T09:30:00+05:00"],
    FieldKind.REFERENCE: [KEY, "a" * 32],
    FieldKind.LIST: [[], ["b", "a"]],
    FieldKind.JSON: [{}, {"b": [1], "a": None}, []],
}
ODD: list[Any] = [
    *(None, 1, 2**63, -(2**63), True, 1.5, "", "x", "2026-02-30", "2026-11-21T09:30:00"),
    *("0001-01-01T00:00:00+14:00", KEY.upper(), KEY[:-1], f"{KEY[:-2]} {KEY[-2:]}", "ab"),
    *([1], ["a", 1], {"a": 1}, [None]),
]
STAMP = "2026-11-21T09:30:00.000001Z"


def bodies(spec: EntitySpec, rng: random.Random, count: int) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for _ in range(count):
        body: dict[str, Any] = {"created_at": STAMP, "updated_at": STAMP}
        for one in spec.fields:
            values = [*USUAL[one.kind], *([None] if one.nullable else [])]
            body[one.name] = rng.choice(values)
        made.append(body)
    return made


def states(made: Sequence[dict[str, Any]]) -> list[RowState]:
    return [RowState("x", new_id(), 3, 1, False, [], body) for body in made]


def one_by_one(codec: RowCodec[Any], rows: list[RowState], gone: list[int | None]) -> object:
    try:
        return [
            tuple(codec.from_body(row.id, row.version, row.body or {}, deleted=at))
            for row, at in zip(rows, gone, strict=True)
        ]
    except InvalidValue as error:
        return str(error)


def together(codec: RowCodec[Any], rows: list[RowState], gone: list[int | None]) -> object:
    try:
        return [tuple(row) for row in rows_of(codec, rows, gone)]
    except InvalidValue as error:
        return str(error)


@pytest.mark.parametrize("spec", entities(), ids=lambda spec: spec.name)
def test_usual_bodies_are_read_alike_and_by_columns(
    spec: EntitySpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    codec = codec_of(spec.record_type)
    rows, gone = states(bodies(spec, random.Random(1), 40)), [None, 5] * 20
    expected = one_by_one(codec, rows, gone)
    monkeypatch.setattr(RowCodec, "from_body", None)
    assert together(codec, rows, gone) == expected


@pytest.mark.parametrize("spec", entities(), ids=lambda spec: spec.name)
def test_odd_bodies_are_read_alike_or_refused_alike(spec: EntitySpec) -> None:
    codec, rng = codec_of(spec.record_type), random.Random(2)
    outcomes: set[type] = set()
    for _ in range(60):
        made = bodies(spec, rng, 3)
        body, name = rng.choice(made), rng.choice([*spec.by_name, "created_at", "new_field"])
        if rng.random() < 0.2:
            body.pop(name, None)
        else:
            body[name] = rng.choice(ODD)
        rows, gone = states(made), [None] * 3
        found = together(codec, rows, gone)
        assert found == one_by_one(codec, rows, gone)
        outcomes.add(type(found))
    assert outcomes == {list, str}


def test_no_row_is_no_row() -> None:
    codec = codec_of(entities()[0].record_type)
    assert rows_of(codec, [], []) == []


@pytest.mark.parametrize("spec", entities(), ids=lambda spec: spec.name)
def test_body_of_a_row_is_the_body_it_was_read_from(spec: EntitySpec) -> None:
    """Lists too: what is laid below a desk's own work again is read once more."""
    codec = codec_of(spec.record_type)
    for body in bodies(spec, random.Random(11), 20):
        row = codec.from_body(KEY, 3, body, deleted=None)
        said = codec.to_body(row)
        assert codec.from_body(KEY, 3, said, deleted=None) == row
        assert [type(said[one.name]) for one in spec.fields] == [
            type(body[one.name]) for one in spec.fields
        ]
