"""A record type with a field of every kind, nasty records of it, and questions about them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Annotated, Any

from hypothesis import strategies as st

from app.domain import declare
from app.domain.aggregate import Aggregate, Group, Limit, Match, Measure, Project, Reckon, Sort
from app.domain.declare import EntitySpec, Fact, FieldKind, Record
from app.domain.ids import RecordId
from app.domain.query import All, AnyOf, Compare, Condition, Nested, Not, Operator, Order, Query

TEXTS = (
    "", " ", "a", "A", "ab", "aB", "Ab", "b", "é", "e\u0301", "E", "Ä", "ä", "ß", "ss",
    "Núñez", "nunez", "10", "9", "1e3", "01", "-1", "%", "_", "a_b", "a%b", "'", '"', "\\",
    "O'Brien-Óg", "null",
    "\U0001f600", "\U0001f600a", "a\U0010ffff", "\U0010ffff", "\uffff", "\ud7ff", "\ue000", "a\nb",
    "1971", "1971-05", "1971-05-03", "2026", "true", "[]", "{}", "?", "$1", ":x", "tail ", "\tx",
)  # fmt: skip
INTEGERS = (0, 1, -1, 2, 9, 10, 255, 2**53, 2**53 + 1, -(2**53) - 1, 2**62, 2**63 - 1, -(2**63))
DATES = (date(1, 1, 1), date(999, 12, 31), date(1971, 5, 3), date(2026, 11, 21), date(9999, 12, 31))
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
INSTANTS = (
    NOON,
    NOON + timedelta(microseconds=1),
    NOON.astimezone(timezone(timedelta(hours=-6))),
    datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    datetime(1, 1, 2, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
)
NUMBERS = (0, 1, -1, 1.0, 0.1, -0.5, 10, 9, 1e22, 2**53 + 1, 2**63 - 1, -(2**63), 2**63, 1e-7)
_NOBODY = RecordId("0" * 32)
KEYS = ("a", "b", "value", "type", "key", "a-b")
PATHS = (
    "note.a",
    "note.b",
    "note.a.b",
    "note.value",
    "note.type.key",
    "note.a-b",
    "list.a",
    "list.a.b",
)
FIELDS = (
    "name",
    "nick",
    "count",
    "rank",
    "is_on",
    "is_odd",
    "day",
    "at",
    "seen_at",
    "owner",
    "friend",
)
ENVELOPE = ("id", "version", "created_at", "updated_at", "deleted_at")
PATTERNS = (
    "a", "^a", "a$", "^$", "^a*b+$", "[a-zA-Z]", "[^a-z]", r"\d+", r"^\d{4}(-\d\d){0,2}$", ".",
    "^.$", "é|ß", r"\.", "[0-9]{2,3}", "(?:a|b)+", r"\s", r"\w-", "\U0001f600", r"\\", r"\$",
    "[$]",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Specimen(Record):
    name: Annotated[str, Fact(searchable=True)]
    nick: Annotated[str | None, Fact(searchable=True)] = None
    count: int = 0
    rank: int | None = None
    is_on: bool = False
    is_odd: bool | None = None
    day: date | None = None
    at: datetime = NOON
    seen_at: datetime | None = None
    owner: Annotated[RecordId, Fact(refers_to="patient")] = _NOBODY
    friend: Annotated[RecordId | None, Fact(refers_to="patient")] = None
    note: Mapping[str, Any] | None = None
    list: Sequence[Any] = ()


def declare_specimen() -> EntitySpec:
    """Known to queries, unknown to the product's tables."""
    if Specimen not in declare._by_type:
        declare.entity("specimen", order=9)(Specimen)
        del declare._declared["specimen"]
    return declare._by_type[Specimen]


SPEC = declare_specimen()


class Specimens(list[Specimen]):
    def __repr__(self) -> str:
        return "specimens"


def specimens(seed: int, size: int = 90) -> Specimens:
    """Records that make sense to nobody."""
    dice = random.Random(seed)
    ids = [RecordId(f"{dice.getrandbits(128):032x}") for _ in range(6)]

    def maybe(values: Sequence[Any]) -> Any:
        return None if dice.random() < 0.3 else dice.choice(values)

    return Specimens(
        Specimen(
            id=RecordId(f"{dice.getrandbits(128):032x}"),
            version=dice.choice((0, 1, 2, 7)),
            created_at=dice.choice(INSTANTS),
            updated_at=dice.choice(INSTANTS),
            deleted_at=NOON if dice.random() < 0.15 else None,
            name=_text(dice),
            nick=None if dice.random() < 0.3 else _text(dice),
            count=dice.choice(INTEGERS),
            rank=maybe(INTEGERS),
            is_on=dice.random() < 0.5,
            is_odd=maybe((True, False)),
            day=maybe(DATES),
            at=dice.choice(INSTANTS),
            seen_at=maybe(INSTANTS),
            owner=dice.choice(ids),
            friend=maybe(ids),
            note=None if dice.random() < 0.15 else _object(dice, 3),
            list=[_json(dice, 2) for _ in range(dice.randrange(4))],
        )
        for _ in range(size)
    )


def _text(dice: random.Random) -> str:
    if dice.random() < 0.8:
        return dice.choice(TEXTS)
    return "".join(dice.choice("ab1é -\u0301\U0001f600") for _ in range(dice.randrange(6)))


def _object(dice: random.Random, depth: int) -> dict[str, Any]:
    return {key: _json(dice, depth - 1) for key in KEYS if dice.random() < 0.5}


def _json(dice: random.Random, depth: int) -> Any:
    if depth > 0 and dice.random() < 0.5:
        if dice.random() < 0.5:
            return [_json(dice, depth - 1) for _ in range(dice.randrange(4))]
        return _object(dice, depth)
    return dice.choice((None, True, False, dice.choice(TEXTS), dice.choice(NUMBERS), [], {}))


_VALUES: Mapping[FieldKind, Sequence[Any]] = {
    FieldKind.TEXT: TEXTS,
    FieldKind.INTEGER: INTEGERS,
    FieldKind.BOOLEAN: (True, False),
    FieldKind.DATE: DATES,
    FieldKind.INSTANT: INSTANTS,
}
_ORDERED = (Operator.GT, Operator.GTE, Operator.LT, Operator.LTE)
_EQUAL = (Operator.EQ, Operator.NE)
_LISTS = (Operator.IN, Operator.NIN)


def kind_of(name: str) -> FieldKind:
    if name == "id":
        return FieldKind.REFERENCE
    if name == "version":
        return FieldKind.INTEGER
    return FieldKind.INSTANT if name in ENVELOPE else SPEC.by_name[name].kind


def patterns() -> st.SearchStrategy[str]:
    atoms = st.sampled_from(
        ("a", "b", "1", "é", ".", r"\d", r"\w", r"\s", r"\D", "[a-c]", "[^ab]", r"\-", "\U0001f600")
    )
    pieces = st.tuples(atoms, st.sampled_from(("", "", "*", "+", "?", "{2}", "{0,2}", "{1,}"))).map(
        "".join
    )
    branches = st.lists(pieces, min_size=1, max_size=4).map("".join)
    edged = st.tuples(st.sampled_from(("", "^")), branches, st.sampled_from(("", "$"))).map("".join)
    grouped = st.tuples(edged, edged, st.sampled_from(("", "*", "+", "?"))).map(
        lambda parts: f"(?:{parts[0]}|{parts[1]}){parts[2]}"
    )
    return st.one_of(st.sampled_from(PATTERNS), edged, grouped)


def texts() -> st.SearchStrategy[str]:
    return st.one_of(st.sampled_from(TEXTS), st.text("ab1é \U0001f600", max_size=3))


def values(records: Sequence[Specimen], name: str) -> st.SearchStrategy[Any]:
    kind = kind_of(name)
    pool = [getattr(one, name) for one in records[:20]]
    known = [one for one in pool if one is not None]
    if kind is FieldKind.REFERENCE:
        return st.sampled_from([*known, "f" * 32])
    if kind is FieldKind.INTEGER:
        return st.one_of(st.sampled_from(INTEGERS), st.integers(-(2**63), 2**63 - 1))
    if kind is FieldKind.TEXT:
        return texts()
    return st.sampled_from(_VALUES[kind])


@st.composite
def compares(draw: Any, records: Sequence[Specimen]) -> Compare:
    name = draw(st.sampled_from((*FIELDS, *ENVELOPE)))
    operators = [*_EQUAL, *_ORDERED, *_LISTS, Operator.EXISTS]
    if kind_of(name) is FieldKind.TEXT:
        operators += [Operator.PREFIX, Operator.REGEX] * 2
    operator = draw(st.sampled_from(operators))
    value = values(records, name)
    if operator is Operator.EXISTS:
        return Compare(name, operator, draw(st.booleans()))
    if operator is Operator.REGEX:
        return Compare(name, operator, draw(patterns()))
    if operator in _LISTS:
        return Compare(name, operator, tuple(draw(st.lists(st.none() | value, max_size=4))))
    return Compare(name, operator, draw(st.none() | value if draw(st.booleans()) else value))


@st.composite
def json_compares(draw: Any, names: Sequence[str]) -> Compare:
    name = draw(st.sampled_from(names))
    operator = draw(st.sampled_from(list(Operator)))
    scalars = st.one_of(
        texts(), st.booleans(), st.sampled_from(NUMBERS), st.floats(-10, 10, width=16)
    )
    if operator is Operator.EXISTS:
        return Compare(name, operator, draw(st.booleans()))
    if operator is Operator.REGEX:
        return Compare(name, operator, draw(patterns()))
    if operator is Operator.PREFIX:
        return Compare(name, operator, draw(texts()))
    if operator in _LISTS:
        return Compare(name, operator, tuple(draw(st.lists(st.none() | scalars, max_size=4))))
    return Compare(name, operator, draw(st.none() | scalars if draw(st.booleans()) else scalars))


_TELLING = ("", "a", "A", "é", "10", "9", "\U0010ffff", "a\U0010ffff", "\ud7ff", "nunez")


def every_comparison(records: Sequence[Specimen]) -> Iterator[Compare]:
    """Each operator on each kind of field, with values that tell wrong answers from right ones."""
    plain = {
        FieldKind.TEXT: _TELLING,
        FieldKind.INTEGER: (0, 10, 2**53, -(2**63)),
        FieldKind.BOOLEAN: (True, False),
        FieldKind.DATE: DATES[1:4],
        FieldKind.INSTANT: INSTANTS[:4],
        FieldKind.REFERENCE: (records[0].owner, records[0].id),
    }
    for name in (*FIELDS, "id", "version", "deleted_at"):
        yield from _comparisons(name, plain[kind_of(name)])
    scalars = (*_TELLING[:5], True, False, 1, 0.1, 2**53 + 1, 2**63)
    for name in ("note", "note.a", "note.a.b", "note.value", "list", "list.a"):
        yield from _comparisons(name, scalars)


def _comparisons(name: str, values: Sequence[Any]) -> Iterator[Compare]:
    for value in (None, *values):
        for operator in (*_EQUAL, *_ORDERED):
            yield Compare(name, operator, value)
        for operator in _LISTS:
            yield Compare(name, operator, (value,))
            yield Compare(name, operator, (value, values[-1]))
        if isinstance(value, str) and kind_of(name.partition(".")[0]) in _TEXTUAL:
            yield Compare(name, Operator.PREFIX, value)
    if kind_of(name.partition(".")[0]) in _TEXTUAL:
        for pattern in PATTERNS:
            yield Compare(name, Operator.REGEX, pattern)
    for is_wanted in (True, False):
        yield Compare(name, Operator.EXISTS, is_wanted)


_TEXTUAL = (FieldKind.TEXT, FieldKind.JSON)


def _combined(leaves: st.SearchStrategy[Any], size: int) -> st.SearchStrategy[Any]:
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3).map(lambda some: All(tuple(some))),
            st.lists(inner, max_size=3).map(lambda some: AnyOf(tuple(some))),
            inner.map(Not),
        ),
        max_leaves=size,
    )


def conditions(records: Sequence[Specimen]) -> st.SearchStrategy[Condition]:
    members = _combined(json_compares(("a", "b", "value", "a.b", "key")), 3)
    deeper = st.one_of(members, st.builds(Nested, st.sampled_from(("a", "b")), members))
    leaves = st.one_of(
        compares(records),
        compares(records),
        json_compares((*PATHS, "note", "list")),
        st.builds(Nested, st.sampled_from((*PATHS, "note", "list")), deeper),
    )
    return _combined(leaves, 6)


def orders() -> st.SearchStrategy[tuple[Order, ...]]:
    one = st.builds(Order, st.sampled_from((*FIELDS, *ENVELOPE, *PATHS)), st.booleans())
    return st.lists(one, max_size=3, unique_by=lambda order: order.field).map(tuple)


WORDS = ("a", "nun", "NUNEZ", "o'b", "ob", "óg", "ss", "ß", "19", "1971-05", "~", "e", "ab b", "n")


def queries(records: Sequence[Specimen]) -> st.SearchStrategy[Query[Specimen]]:
    names = st.lists(st.sampled_from((*FIELDS, *ENVELOPE, *PATHS, "note", "list")), max_size=4)
    return st.builds(
        Query,
        st.just(Specimen),
        where=st.none() | conditions(records) | conditions(records),
        order=orders(),
        limit=st.integers(1, 40),
        offset=st.sampled_from((0, 0, 0, 1, 7, 100)),
        include_deleted=st.booleans(),
        select=names.map(tuple),
        words=st.sampled_from(("", "", "", "", *WORDS)),
    )


_MEASURES = (
    Measure("n", Reckon.COUNT),
    Measure("with_nick", Reckon.COUNT, "nick"),
    Measure("sum_count", Reckon.SUM, "count"),
    Measure("sum_rank", Reckon.SUM, "rank"),
    Measure("avg_rank", Reckon.AVG, "rank"),
    Measure("min_name", Reckon.MIN, "name"),
    Measure("max_nick", Reckon.MAX, "nick"),
    Measure("min_day", Reckon.MIN, "day"),
    Measure("max_seen", Reckon.MAX, "seen_at"),
    Measure("max_rank", Reckon.MAX, "rank"),
)


@st.composite
def aggregates(draw: Any, records: Sequence[Specimen]) -> Aggregate[Specimen]:
    by = draw(
        st.lists(st.sampled_from((*FIELDS, "version", "note.a", "note.b")), max_size=2, unique=True)
    )
    measures = draw(st.lists(st.sampled_from(_MEASURES), min_size=1, max_size=4, unique=True))
    stages: list[Any] = []
    if draw(st.booleans()):
        stages.append(Match(draw(conditions(records))))
    stages.append(Group(tuple(by), tuple(measures)))
    names = [*by, *(one.name for one in measures)]
    if draw(st.booleans()):
        stages.append(Match(draw(_combined(_line_compares(records, by, measures), 3))))
    if draw(st.booleans()):
        order = st.lists(st.builds(Order, st.sampled_from(names), st.booleans()), max_size=2)
        stages.append(Sort(tuple(draw(order))))
    if draw(st.booleans()):
        stages.append(Limit(draw(st.integers(1, 20))))
    if draw(st.booleans()):
        kept = draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
        stages.append(Project(tuple(kept)))
    return Aggregate(Specimen, tuple(stages), include_deleted=draw(st.booleans()))


@st.composite
def _line_compares(
    draw: Any, records: Sequence[Specimen], by: Sequence[str], measures: Sequence[Measure]
) -> Compare:
    name = draw(st.sampled_from([*by, *(one.name for one in measures)]))
    measure = next((one for one in measures if one.name == name), None)
    operators = [*_EQUAL, *_ORDERED, *_LISTS, Operator.EXISTS]
    if measure is None:
        value = texts() if "." in name else values(records, name)
    elif measure.reckon is Reckon.COUNT:
        value = st.integers(0, 30)
    elif measure.reckon is Reckon.AVG:
        value = st.one_of(st.sampled_from(INTEGERS), st.floats(-1e3, 1e3))
    elif measure.reckon is Reckon.SUM:
        value = st.one_of(st.sampled_from(INTEGERS), st.integers(-(2**66), 2**66))
    else:
        value = values(records, measure.field)
    operator = draw(st.sampled_from(operators))
    if operator is Operator.EXISTS:
        return Compare(name, operator, draw(st.booleans()))
    if operator in _LISTS:
        return Compare(name, operator, tuple(draw(st.lists(st.none() | value, max_size=3))))
    return Compare(name, operator, draw(st.none() | value if draw(st.booleans()) else value))
