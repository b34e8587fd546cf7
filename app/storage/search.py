"""Finding patients by what was typed, and keeping the index in step with every write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain
from typing import Any, Generic, TypeVar

from app.domain.ids import RecordId
from app.domain.phi import quiet
from app.domain.ports import AfterSome
from app.domain.values import digits, read_date
from app.schema.search_columns import KnownNames
from app.schema.search_tokens import (
    BIRTH_MARK,
    CHILD_FIELDS,
    PATIENT_FIELDS,
    PHONE_MARK,
    number_key,
    word_key,
)
from app.storage.person import survivors
from app.storage.row_codec import RowCodec
from app.storage.search_words import Names, Token, reader_of, words_of_lines, words_of_rows
from app.storage.session import Session

_MANY = 200
"""Name matches looked at before sorting, whole words first; more letters narrow a longer list."""
_MOST = 20_000
_LAST = "\U0010ffff"
_MIN_PHONE_DIGITS = 3
_PHONE_CHARACTERS = frozenset("0123456789()+-./ ")
_LONGEST_DATE_WORDS = 3
_READ_AT_ONCE = 500
"""Rows between two looks at whether somebody waits."""
_TOGETHER = 50
"""Rows to a statement: longer ones are no faster."""
_MARKS = "(?, ?, ?)"
_MARKS_OF_MANY = ", ".join([_MARKS] * _TOGETHER)

# A bound limit would make SQLite prepare the statement anew each time; it is part of the text.
_BY_NAME = (
    "SELECT p.patient_id, p.names FROM (SELECT rowid AS number FROM search_name "
    "WHERE search_name MATCH ? LIMIT {limit:d}) m JOIN search_patient p ON p.number = m.number"
)
_BY_BEGINNING = (
    "SELECT DISTINCT t.patient_id, p.names FROM search_token t "
    "JOIN search_patient p ON p.patient_id = t.patient_id "
    "WHERE t.token >= ? AND t.token < ? LIMIT {limit:d}"
)


@quiet
@dataclass(frozen=True, slots=True)
class Term:
    """One thing that was typed: a name's beginning, token beginnings, or either."""

    name: str
    tokens: tuple[str, ...]


T = TypeVar("T")
Row = Sequence[Any]
Move = tuple[Row | None, Row | None]
"""A row before and after a write."""
Hits = dict[bytes, str]
"""Patients found, each with the words of their names."""


def search_patients(session: Session, text: str, *, limit: int = 50) -> tuple[RecordId, ...]:
    """Patients that match every word; whole-word matches first, then by name."""
    # Half a character (a lone surrogate) can come from a broken paste; no stored text holds one.
    typed = text.encode(errors="ignore").decode()
    terms = read_terms(typed, today=datetime.now(UTC).date())
    if not terms:
        return ()
    names = [term.name for term in terms if term.name]
    many = max(_MANY, limit)
    if len(terms) == 1:
        hits = _of_term(session, terms[0], many)
    elif len(names) == len(terms) and not any(_has_digit(name) for name in names):
        hits = _by_names(session, names, many) or _all_terms(session, terms, many)
    else:
        hits = _all_terms(session, terms, many)
    return survivors(session, _sorted(hits, names)[:limit])


def read_terms(text: str, *, today: date) -> list[Term]:
    """Cut what was typed into terms: dates and phones may span several words."""
    words = text.split()
    terms: list[Term] = []
    while words:
        count, term = _date_term(words, today) or _phone_term(words) or (1, _word_term(words[0]))
        words = words[count:]
        if term.name or term.tokens:
            terms.append(term)
    return terms


def _date_term(words: Sequence[str], today: date) -> tuple[int, Term] | None:
    for count in range(min(_LONGEST_DATE_WORDS, len(words)), 0, -1):
        dates = read_date(" ".join(words[:count]), today=today)
        if dates:
            tokens = tuple(BIRTH_MARK + one for one in dates)
            extra = _word_term(words[0]).tokens if count == 1 else ()
            return count, Term("", (*tokens, *extra))
    return None


def _phone_term(words: Sequence[str]) -> tuple[int, Term] | None:
    count = 0
    for word in words:
        if not set(word) <= _PHONE_CHARACTERS or (count and _is_whole_number(words[:count])):
            break
        count += 1
    if count < 2 or len(digits("".join(words[:count]))) < _MIN_PHONE_DIGITS:
        return None
    return count, Term("", _phone_tokens("".join(words[:count])))


def _is_whole_number(words: Sequence[str]) -> bool:
    """Whether the words already hold a whole phone number, so that the next starts a new term."""
    return len(digits("".join(words))) >= 10


def _word_term(word: str) -> Term:
    plain = word.removeprefix("#")
    name = "" if plain != word or "@" in plain else word_key(plain)
    tokens = list(dict.fromkeys(key for key in (number_key(plain), word_key(plain)) if key))
    if set(plain) <= _PHONE_CHARACTERS:
        tokens.extend(_phone_tokens(plain))
    return Term(name, tuple(tokens))


def _phone_tokens(text: str) -> tuple[str, ...]:
    number = digits(text)
    if len(number) < _MIN_PHONE_DIGITS:
        return ()
    ends = {number, number.lstrip("0")}  # a trunk zero is dialled but not part of the number
    return tuple(PHONE_MARK + one[::-1] for one in ends if len(one) >= _MIN_PHONE_DIGITS)


def _of_term(session: Session, term: Term, limit: int) -> Hits:
    hits = _by_names(session, [term.name], limit) if term.name else {}
    for token in term.tokens:
        hits.update(session.all(_BY_BEGINNING.format(limit=limit), (token, token + _LAST)))
    return hits


def _by_names(session: Session, names: Sequence[str], limit: int) -> Hits:
    """Patients whose names begin with every name; whole names are not crowded out by longer ones.

    Only a cut list can miss a whole name, so only then it is asked for by itself.
    """
    hits = _matching(session, [f'"{name}"*' for name in names], limit)
    if len(hits) == limit:
        whole = [f'"{name}"' for name in names]
        if len(names) > 1:
            hits |= _matching(session, [*whole[:-1], f"{whole[-1]}*"], limit)
        hits |= _matching(session, whole, limit)
    return hits


def _matching(session: Session, words: Sequence[str], limit: int) -> Hits:
    return dict(session.all(_BY_NAME.format(limit=limit), (" ".join(words),)))


def _all_terms(session: Session, terms: Sequence[Term], many: int) -> Hits:
    """Patients that match every term; the terms with numbers are asked first."""
    most = max(many, _MOST)
    ordered = sorted(terms, key=lambda term: not _has_digit("".join(term.tokens)))
    hits = _of_term(session, ordered[0], most)
    for term in ordered[1:]:
        if not hits:
            break
        by_name = {key: names for key, names in hits.items() if _begins(names, term.name)}
        rest = hits.keys() - by_name.keys()
        if rest and term.tokens:
            found = _of_term(session, Term("", term.tokens), most)
            by_name |= {key: hits[key] for key in rest if key in found}
        hits = by_name
    return hits


def _begins(names: str, beginning: str) -> bool:
    return bool(beginning) and f" {names}".find(f" {beginning}") >= 0


def _has_digit(text: str) -> bool:
    return any(char.isdigit() for char in text)


def _sorted(hits: Hits, typed: Sequence[str]) -> tuple[RecordId, ...]:
    wanted = set(typed)

    def rank(item: tuple[bytes, str]) -> tuple[int, str]:
        return -len(wanted.intersection(item[1].split())), item[1]

    return tuple(RecordId(key.hex()) for key, _ in sorted(hits.items(), key=rank))


class SearchIndex:
    """Keeps the index in step: called with rows as they were before and after each write."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._names: KnownNames = {}
        """Names repeat; they are forgotten with the unit of work."""

    def move(
        self, codec: RowCodec[Any], moves: Iterable[Move], after_some: AfterSome = bool
    ) -> None:
        """Follow rows of one type from one state to the next; None where not there or a tombstone.

        The more rows at once, the better: their tokens are put in in the order of the index.
        """
        tokens, names = _Difference[Token](), _Difference[Names]()
        new: list[Row] = []
        read = reader_of(codec)
        for before, after in moves:
            if before is None:
                if after is not None:
                    new.append(after)
                continue
            was, is_now = read(before), read(after)
            names.move(was[0], is_now[0])
            tokens.move(was[1], is_now[1])
        for at in range(0, len(new), _READ_AT_ONCE):
            some = new[at : at + _READ_AT_ONCE]
            new_names, new_tokens = words_of_rows(codec, some, self._names)
            names.come += new_names
            tokens.come += new_tokens
            after_some()
        self._write_tokens(tokens, after_some)
        if names.gone or names.come:
            self._write_names(names, after_some)

    def complete(
        self, table: str, pages: Iterable[Sequence[Row]], after_some: AfterSome = bool
    ) -> None:
        """Add what is missing of records of one type, whatever is known of them already.

        Their rows hold what `columns_of_words` names.
        """
        names: list[Names] = []
        tokens: list[Token] = []
        for lines in pages:
            of_names, of_tokens = words_of_lines(table, lines, self._names)
            names += of_names
            tokens += of_tokens
            after_some()
        self._add_tokens(tokens, after_some)
        known = set(self._known([key for key, _ in names])) if names else set[bytes]()
        missing = _Difference[Names]()
        missing.come = [one for one in names if one[0] not in known]
        if missing.come:
            self._write_names(missing, after_some)

    def _known(self, keys: Sequence[bytes]) -> Iterable[bytes]:
        if not self._may_know(keys):
            return ()
        marks = ", ".join("?" * len(keys))
        select = f"SELECT patient_id FROM search_patient WHERE patient_id IN ({marks})"
        return (key for (key,) in self._session.all(select, keys))

    def _write_tokens(self, tokens: _Difference[Token], after_some: AfterSome) -> None:
        self._many(
            "DELETE FROM search_token WHERE token = ? AND patient_id = ? AND owner_id = ?",
            sorted(tokens.gone),
        )
        self._add_tokens(tokens.come, after_some)

    def _add_tokens(self, tokens: Iterable[Token], after_some: AfterSome) -> None:
        """In their order, which finds each one's place beside the one before; many at once."""
        self._together(
            "INSERT OR IGNORE INTO search_token (token, patient_id, owner_id) VALUES",
            sorted(tokens),
            after_some,
        )

    def _write_names(self, names: _Difference[Names], after_some: AfterSome) -> None:
        known = self._numbers([key for key, _ in (*names.gone, *names.come)])
        self._many("DELETE FROM search_name WHERE rowid = ?", known)
        self._many("DELETE FROM search_patient WHERE number = ?", known)
        (last,) = self._session.one("SELECT max(number) FROM search_patient") or (None,)
        numbered = list(enumerate(sorted(names.come), start=(last or 0) + 1))
        self._together(
            "INSERT OR FAIL INTO search_patient (number, patient_id, names) VALUES",
            [(number, key, words) for number, (key, words) in numbered],
            after_some,
        )
        for at in range(0, len(numbered), _READ_AT_ONCE):
            self._many(
                "INSERT OR FAIL INTO search_name (rowid, names) VALUES (?, ?)",
                [(number, words) for number, (_, words) in numbered[at : at + _READ_AT_ONCE]],
            )
            after_some()

    def _numbers(self, keys: Sequence[bytes]) -> Sequence[tuple[int]]:
        """The numbers of patients that are in the index."""
        if not self._may_know(keys):
            return ()
        marks = ", ".join("?" * len(keys))
        return self._session.all(
            f"SELECT number FROM search_patient WHERE patient_id IN ({marks})", keys
        )

    def _may_know(self, keys: Sequence[bytes]) -> bool:
        """Whether the index has a patient between the first and the last of them."""
        span = "SELECT 1 FROM search_patient WHERE patient_id BETWEEN ? AND ? LIMIT 1"
        return self._session.one(span, (min(keys), max(keys))) is not None

    def _together(
        self, insert: str, rows: Sequence[Sequence[object]], after_some: AfterSome
    ) -> None:
        """Insert rows of three values, most of them many to a statement."""
        whole = len(rows) - len(rows) % _TOGETHER
        for at in range(0, whole, _TOGETHER):
            values = list(chain.from_iterable(rows[at : at + _TOGETHER]))
            self._session.run(f"{insert} {_MARKS_OF_MANY}", values)
            after_some()
        self._many(f"{insert} {_MARKS}", rows[whole:])

    def _many(self, statement: str, rows: Sequence[Sequence[object]]) -> None:
        if rows:
            self._session.run_many(statement, rows)


class _Difference(Generic[T]):
    """What left and what joined, over many rows; what a row holds is never another's."""

    def __init__(self) -> None:
        self.gone: list[T] = []
        self.come: list[T] = []

    def move(self, before: Sequence[T], after: Sequence[T]) -> None:
        """Count one row."""
        self.gone += [one for one in before if one not in after]
        self.come += [one for one in after if one not in before]


INDEXED: Mapping[str, frozenset[str]] = {
    "patient": frozenset(PATIENT_FIELDS),
    **{entity: frozenset({field, "patient_id"}) for entity, field in CHILD_FIELDS.items()},
}
"""Which fields of which record type the index is made from."""
