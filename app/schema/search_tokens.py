"""What a patient can be found by: folded names, and tokens for numbers, dates and addresses.

Tokens of every kind share one ordered table. Phones are stored reversed behind "~", so that the
last digits are a prefix; birth dates stand behind "@".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import Connection

from app.domain.declare import EntitySpec, FieldKind
from app.domain.values import digits, folded

PHONE_MARK = "~"
BIRTH_MARK = "@"
_NO_WORD = {code: None for code in range(128) if not chr(code).isalnum()}
_NO_WORD_BUT_SPACES = dict.fromkeys(_NO_WORD, " ")
LONGEST_WORD = 500
"""Characters by which a word is found; PostgreSQL's text search takes 2,046 bytes."""

NAME_FIELDS = ("family_name", "given_names", "preferred_name", "maiden_name")
PHONE_FIELDS = ("phone", "phone_mobile", "phone_work")
PATIENT_FIELDS = (*NAME_FIELDS, *PHONE_FIELDS, "birth_date", "mrn", "email")
"""Fields of a patient that the index is made from."""
CHILD_FIELDS: Mapping[str, str] = {"patient_identifier": "value", "coverage": "member_id"}
"""Record types whose number also finds the patient, and the field that holds it."""

Fields = Mapping[str, object]


def word_key(word: str) -> str:
    """A typed or stored word as the index compares it: folded, letters and digits only."""
    return _letters_of(folded(word))


def _letters_of(key: str) -> str:
    if key.isalnum():
        return key
    if key.isascii():
        return key.translate(_NO_WORD)
    return "".join(char for char in key if char.isalnum())


def number_key(text: str) -> str:
    """A number, address or code as the index compares it: folded, without spaces."""
    return "".join(folded(text).split())


def words_of_name(name: str) -> tuple[str, ...]:
    """The words of one name; compound ones whole and in parts."""
    words: dict[str, None] = {}
    for word in folded(name).split():
        if word.isalnum() and word.isascii():  # most are; nothing is left to fold
            words[word] = None
            continue
        words[word_key(word)] = None
        if not word.isalnum():
            words.update(dict.fromkeys(_parts(word)))
    return tuple(words)


def name_words(fields: Fields, split: Callable[[str], Iterable[str]] = words_of_name) -> str:
    """All words of a patient's names, family name first; compound names whole and in parts."""
    texts = [str(text) for name in NAME_FIELDS if (text := fields.get(name))]
    words = dict.fromkeys(chain.from_iterable(map(split, texts)))
    words.pop("", None)
    return " ".join(words)


def _parts(word: str) -> list[str]:
    if word.isascii():
        return word.translate(_NO_WORD_BUT_SPACES).split()
    return "".join(char if char.isalnum() else " " for char in word).split()


def patient_tokens(fields: Fields) -> set[str]:
    """Every token of a patient's own fields."""
    tokens: set[str] = set()
    for name in PHONE_FIELDS:
        text = fields.get(name)
        number = digits(str(text)) if text else ""
        if number:
            tokens.add(PHONE_MARK + number[::-1])
    if fields.get("birth_date"):
        tokens.add(f"{BIRTH_MARK}{fields['birth_date']}")
    for name in ("mrn", "email"):
        text = fields.get(name)
        if text:
            tokens |= number_tokens(str(text))
    return tokens


def number_tokens(text: str) -> set[str]:
    """The tokens of an identifier: as written, and without its punctuation."""
    key = folded(text)
    if key.isalnum():  # nothing to leave out
        return {key}
    tokens = {"".join(key.split()), _letters_of(key)}
    tokens.discard("")
    return tokens


def searchable_fields(spec: EntitySpec) -> tuple[str, ...]:
    """The text fields of a record type that full text looks into."""
    return tuple(
        one.name for one in spec.fields if one.fact.searchable and one.kind is FieldKind.TEXT
    )


def record_words(spec: EntitySpec, fields: Fields) -> set[str]:
    """The words a record is found by: of a patient as the search index has them (names, record
    number, e-mail), of others those of every searchable field. The same at desk and server."""
    if spec.name == "patient":
        numbers = (number_tokens(str(fields.get(name) or "")) for name in ("mrn", "email"))
        words = set(name_words(fields).split()).union(*numbers)
        return {word[:LONGEST_WORD] for word in words}
    if spec.name in CHILD_FIELDS:
        return number_tokens(str(fields.get(CHILD_FIELDS[spec.name]) or ""))
    return words_of(fields.get(name) for name in searchable_fields(spec))


def words_of(texts: Iterable[object]) -> set[str]:
    """All words of texts, folded; compound ones whole and in parts."""
    words: set[str] = set()
    for text in texts:
        for word in folded(str(text or "")).split():
            words.add(word_key(word))
            if not word.isalnum():
                words.update(_parts(word))
    words.discard("")
    return {word[:LONGEST_WORD] for word in words}


def typed_words(typed: str) -> list[tuple[str, ...]]:
    """Each word of a search in the ways it may be kept: letters and digits only, or as written."""
    words: list[tuple[str, ...]] = []
    for word in typed.split():
        plain = word.lstrip(PHONE_MARK + BIRTH_MARK)
        keys = (word_key(plain)[:LONGEST_WORD], number_key(plain)[:LONGEST_WORD])
        ways = tuple(dict.fromkeys(key for key in keys if key))
        if ways:
            words.append(ways)
    return words


def word_points(typed: str, *texts: object) -> int | None:
    """One point per typed word that begins a word of the texts, one more where it is whole.

    None where a word is missing. SQLCipher calls this for records outside the search index.
    """
    words, points = words_of(texts), 0
    for ways in typed_words(typed):
        if not any(word.startswith(ways) for word in words):
            return None
        points += 2 if not words.isdisjoint(ways) else 1
    return points


def fill_search_tables(connection: Connection) -> None:
    """Index every live patient from the record tables (the search tables are empty)."""
    run: Callable[..., object] = connection.exec_driver_sql
    columns = ", ".join(PATIENT_FIELDS)
    rows = connection.exec_driver_sql(
        f"SELECT id, {columns} FROM patient WHERE deleted_at IS NULL ORDER BY id"
    ).fetchall()
    names: list[tuple[int, bytes, str]] = []
    tokens: list[tuple[str, bytes, bytes]] = []
    for number, row in enumerate(rows, start=1):
        fields: Fields = dict(zip(PATIENT_FIELDS, row[1:], strict=True))
        names.append((number, row[0], name_words(fields)))
        tokens.extend((token, row[0], row[0]) for token in patient_tokens(fields))
    for entity, field in CHILD_FIELDS.items():
        children = connection.exec_driver_sql(
            f"SELECT patient_id, id, {field} FROM {entity} WHERE deleted_at IS NULL"
        ).fetchall()
        tokens.extend(_child_rows(children))
    _many(run, "INSERT INTO search_patient (number, patient_id, names) VALUES (?, ?, ?)", names)
    _many(
        run,
        "INSERT INTO search_name (rowid, names) VALUES (?, ?)",
        [(number, text) for number, _, text in names],
    )
    _many(run, "INSERT OR IGNORE INTO search_token VALUES (?, ?, ?)", tokens)


def _child_rows(rows: Iterable[Sequence[Any]]) -> Iterable[tuple[str, bytes, bytes]]:
    for patient_id, row_id, text in rows:
        for token in number_tokens(str(text or "")):
            yield token, patient_id, row_id


def _many(run: Callable[..., object], statement: str, rows: Sequence[tuple[object, ...]]) -> None:
    if rows:
        run(statement, rows)
