"""Records come out of rows alike, however many there are."""

from __future__ import annotations

import pytest

from app.domain.errors import SerializationFailed
from app.domain.patient import Patient
from app.storage.row_codec import codec_of
from tests.storage.conftest import patient

pytestmark = pytest.mark.row("B6")
CODEC = codec_of(Patient)


def rows(count: int) -> list[tuple[object, ...]]:
    """Of patients of different cities."""
    return [tuple(CODEC.to_row(patient(mrn=f"M{at}", city=f"C{at}"))) for at in range(count)]


@pytest.mark.parametrize("count", [0, 1, 7, 8, 30])
def test_few_records_are_made_as_many_are(count: int) -> None:
    some = rows(count)
    records = CODEC.to_records(some)
    assert records == tuple(CODEC.to_record(row) for row in some)
    assert [one.mrn for one in records] == [f"M{at}" for at in range(count)]
    assert [tuple(CODEC.to_row(one)) for one in records] == some


@pytest.mark.parametrize("count", [1, 30])
def test_a_value_that_cannot_be_read_is_refused_without_its_text(count: int) -> None:
    *some, last = rows(count)
    at = CODEC.position["created_at"]
    torn = (*last[:at], "a secret day", *last[at + 1 :])
    with pytest.raises(SerializationFailed) as refused:
        CODEC.to_records([*some, torn])
    assert "secret" not in repr(refused.value) + str(refused.value.__context__)
