"""What rows are searched for by: the words of patients' names, and tokens of numbers and days."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, compress
from operator import itemgetter
from typing import Any

from app.schema.search_columns import KnownNames, names_of, numbers_of, phones_of
from app.schema.search_tokens import (
    BIRTH_MARK,
    CHILD_FIELDS,
    NAME_FIELDS,
    PATIENT_FIELDS,
    PHONE_FIELDS,
    name_words,
    number_tokens,
    patient_tokens,
    words_of_name,
)
from app.storage.row_codec import ID, RowCodec

Row = Sequence[Any]
Token = tuple[str, bytes, bytes]
"""What is typed, the patient it finds, and the record that carries it."""
Names = tuple[bytes, str]
"""A patient and the words of the names."""
Words = tuple[Sequence[Names], Sequence[Token]]
"""What rows are searched for by."""
_NOTHING: Words = ((), ())
_AFTER_NAMES = 1 + len(NAME_FIELDS)
_AFTER_PHONES = _AFTER_NAMES + len(PHONE_FIELDS)


def reader_of(codec: RowCodec[Any]) -> Callable[[Row | None], Words]:
    """How one row's words are found, for as many rows as are written together."""
    if codec.table != "patient":
        at = codec.position[CHILD_FIELDS[codec.table]]
        return lambda row: _NOTHING if row is None else _words_of_child(codec, row, str(row[at]))
    values_of = itemgetter(*(codec.position[name] for name in PATIENT_FIELDS))
    split = cache(words_of_name)  # names repeat; they are forgotten with the last row

    def read(row: Row | None) -> Words:
        if row is None:
            return _NOTHING
        key, fields = row[ID], dict[str, Any](zip(PATIENT_FIELDS, values_of(row), strict=True))
        tokens = [(token, key, key) for token in patient_tokens(fields)]
        return [(key, name_words(fields, split))], tokens

    return read


def columns_of_words(table: str) -> tuple[str, ...]:
    """The columns that `words_of_lines` reads of a record type."""
    if table == "patient":
        return ("id", *PATIENT_FIELDS)
    return ("id", "patient_id", CHILD_FIELDS[table])


def words_of_rows(codec: RowCodec[Any], rows: Sequence[Row], known: KnownNames) -> Words:
    """All that whole rows of one type are searched for by; a token may be named twice."""
    line_of = itemgetter(*(codec.position[name] for name in columns_of_words(codec.table)))
    return words_of_lines(codec.table, map(line_of, rows), known)


def words_of_lines(table: str, lines: Iterable[Row], known: KnownNames) -> Words:
    """The same, of rows with nothing but the columns for it."""
    columns: list[Sequence[Any]] = list(zip(*lines, strict=True))
    if not columns:
        return _NOTHING
    keys = columns[0]
    if table != "patient":
        _, patients, texts = columns
        return [], [one for one in _numbers(patients, keys, list(map(str, texts))) if one[1]]
    names = list(zip(keys, names_of(columns[1:_AFTER_NAMES], known), strict=True))
    return names, _tokens_of_columns(keys, columns)


def _tokens_of_columns(keys: Sequence[bytes], columns: Sequence[Sequence[Any]]) -> list[Token]:
    found: list[Token] = []
    for column in columns[_AFTER_NAMES:_AFTER_PHONES]:
        some, texts = _filled(keys, column)
        found += _tokens(phones_of(texts), some, some)
    births, *numbers = columns[_AFTER_PHONES:]
    some, texts = _filled(keys, births)
    found += _tokens([BIRTH_MARK + text for text in texts], some, some)
    for column in numbers:
        some, texts = _filled(keys, column)
        found += _numbers(some, some, texts)
    return found


def _filled(
    keys: Sequence[bytes], column: Sequence[str | None]
) -> tuple[Sequence[bytes], Sequence[str]]:
    """What a column holds, and whose it is; the empty left out."""
    return list(compress(keys, column)), [text for text in column if text]


def _numbers(
    patients: Sequence[bytes], owners: Sequence[bytes], texts: Sequence[str]
) -> Iterator[Token]:
    return chain.from_iterable(_tokens(column, patients, owners) for column in numbers_of(texts))


def _tokens(
    texts: Sequence[str], patients: Sequence[bytes], owners: Sequence[bytes]
) -> Iterator[Token]:
    """Those of the texts that say something."""
    tokens = zip(texts, patients, owners, strict=True)
    return compress(tokens, texts) if "" in texts else tokens


def _words_of_child(codec: RowCodec[Any], row: Row, text: str) -> Words:
    patient_id = codec.patient_of(row)
    if patient_id is None:
        return _NOTHING
    return [], [(token, patient_id, row[ID]) for token in number_tokens(text)]
