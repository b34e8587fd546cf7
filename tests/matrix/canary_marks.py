"""Row 14: what stands in each field of patient data and nowhere else, in each of its spellings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from types import MappingProxyType

from app.domain.declare import EntitySpec, FieldKind, FieldSpec, PhiClass, entities
from app.domain.values import shown_phone
from tests.flows.test_no_plaintext import SHAPED

_YES_OR_NO = "it is yes or no: any word of it stands in every program"
_BY_CHANCE = "an identifier made by chance: it says nothing without the database"
UNMARKED: Mapping[str, str] = MappingProxyType(
    {
        "patient.birth_date_is_estimated": _YES_OR_NO,
        "patient.needs_interpreter": _YES_OR_NO,
        "emergency_contact.is_guarantor": _YES_OR_NO,
        "patient.practitioner_id": _BY_CHANCE,
        "patient.guarantor_id": _BY_CHANCE,
        "patient.household_id": _BY_CHANCE,
        "emergency_contact.related_patient_id": _BY_CHANCE,
        "coverage.payer_id": _BY_CHANCE,
        "care_plan.condition_ids": _BY_CHANCE,
    }
)
"""Fields of patient data that no marker can stand in, each with its reason."""
_FIRST_DAY, _DAYS_APART = date(1976, 3, 5), 41
_FIRST_NUMBER, _NUMBERS_APART = 712_350_017, 1_000_003
_NOT_BEFORE = time(17, 13, 41)
"""In the middle of the day in New York and in Europe alike."""
_MONTHS = {
    language: words.split()
    for language, words in {
        "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        "de": "Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
        "es": "ene feb mar abr may jun jul ago sept oct nov dic",
    }.items()
}
_UTC_NOON_IN_NEW_YORK = timedelta(hours=5)


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands in one field, and every way in which the program may write it."""

    value: object
    spellings: tuple[str, ...]

    @property
    def said(self) -> str:
        """All of its spellings, as an error's text may hold any of them."""
        return " and ".join(self.spellings)

    def is_in(self, text: str) -> bool:
        """Whether a text tells it."""
        return any(one in text for one in self.spellings)


def is_patient_data(field: FieldSpec) -> bool:
    """Whether a declaration says that a field is about a patient."""
    return field.fact.phi is not PhiClass.NONE


@cache
def marks() -> Mapping[str, Mark]:
    """The mark of every field of patient data that can have one, by "record.field"."""
    found: dict[str, Mark] = {}
    days, numbers = _days(), _numbers()
    for spec in entities():
        for field in filter(is_patient_data, spec.fields):
            name = f"{spec.name}.{field.name}"
            if name not in UNMARKED and (made := _mark(spec, field, days, numbers)):
                found[name] = made
    return MappingProxyType({**found, **_of_the_visit(found["appointment.starts_at"])})


def _of_the_visit(begin: Mark) -> dict[str, Mark]:
    """A visit ends on its own day, and its day is written at the clinic as well."""
    assert isinstance(begin.value, datetime)
    end = begin.value + timedelta(minutes=32)
    local = f"{begin.value - _UTC_NOON_IN_NEW_YORK:%Y-%m-%dT%H:%M}"
    return {
        "appointment.ends_at": Mark(end, _of_an_instant(end)),
        "appointment.local_start": Mark(local, (local,)),
    }


def _mark(
    spec: EntitySpec, field: FieldSpec, days: Iterator[date], numbers: Iterator[int]
) -> Mark | None:
    if field.name == "birth_date":
        return Mark(SHAPED["birth_date"], _of_a_day(date.fromisoformat(SHAPED["birth_date"])))
    make = _OF_KIND.get(field.kind)
    if field.kind is FieldKind.TEXT and field.fact.max_length == 10:
        day = next(days)
        return Mark(day.isoformat(), _of_a_day(day))
    if field.kind is FieldKind.DATE:
        day = next(days)
        return Mark(day, _of_a_day(day))
    if field.kind is FieldKind.INSTANT:
        at = datetime.combine(next(days), _NOT_BEFORE, UTC)
        return Mark(at, (*_of_a_day(at.date()), *_of_an_instant(at)))
    if field.kind is FieldKind.INTEGER or (field.kind is FieldKind.JSON and field.is_money):
        number = next(numbers)
        value = number if field.kind is FieldKind.INTEGER else {"cash": number}
        return Mark(value, _of_a_number(number))
    return make(_word(spec, field)) if make else None


def _word(spec: EntitySpec, field: FieldSpec) -> str:
    """A text of its own; a choice is one that a newer version may have made."""
    shaped = _SHAPED.get(f"{spec.name}.{field.name}")
    word = f"Zyqwx{spec.record_type.__name__}{field.name}".replace("_", "")
    word = f"{word[: field.fact.max_length - 1]}z"  # so that none is the beginning of another
    return shaped or (word if field.fact.choices is None else word.lower())


_SHAPED = {
    **{
        f"patient.{name}": SHAPED[name] for name in ("phone", "phone_mobile", "phone_work", "email")
    },
    "patient.language": "nds-x-zyqwx",
    "emergency_contact.phone": "+12125550145",
}
_OF_KIND: Mapping[FieldKind, Callable[[str], Mark]] = {
    FieldKind.TEXT: lambda word: Mark(word, tuple(dict.fromkeys((word, shown_phone(word))))),
    FieldKind.LIST: lambda word: Mark((word,), (word,)),
    FieldKind.JSON: lambda word: Mark({"city": word}, (word,)),
}


def _days() -> Iterator[date]:
    """Days that no other field has, none of them a first or a last of a month only."""
    day = _FIRST_DAY
    while True:
        yield day
        day += timedelta(days=_DAYS_APART)


def _numbers() -> Iterator[int]:
    """Numbers of nine figures, none of which is the beginning of another."""
    number = _FIRST_NUMBER
    while True:
        yield number
        number += _NUMBERS_APART


def _of_a_day(day: date) -> tuple[str, ...]:
    """As stored and exchanged, as people read and type it in each language, as Python shows it."""
    at = day.month - 1
    plain = [f"{day:%Y-%m-%d}", f"{day:%Y%m%d}", f"{day.year}, {day.month}, {day.day}"]
    read = [f"{day.day:{width}} {_MONTHS['en'][at]} {day.year}" for width in ("d", "02d")]
    read += [f"{day.day:{width}}. {_MONTHS['de'][at]} {day.year}" for width in ("d", "02d")]
    read += [f"{day.day:{width}} {_MONTHS['es'][at]} {day.year}" for width in ("d", "02d")]
    typed = [f"{day:%m/%d/%Y}", f"{day:%d/%m/%Y}", f"{day:%d.%m.%Y}"]
    typed += [f"{day.month}/{day.day}/{day.year}", f"{day.day}.{day.month}.{day.year}"]
    return tuple(dict.fromkeys([*plain, *read, *typed]))


def _of_an_instant(at: datetime) -> tuple[str, ...]:
    """With its time: as exchanged, and as the count of seconds it is kept as."""
    return (f"{at:%Y-%m-%dT%H:%M}", f"{at:%Y%m%dT%H%M}", str(int(at.timestamp())))


def _of_a_number(number: int) -> tuple[str, ...]:
    """As stored, and as amounts, grouped or not, and measures are written."""
    grouped = f"{number:,}"
    amount = f"{number / 100:,.2f}"
    parts = [f"{number / by:.{places}f}" for by, places in ((10, 1), (100, 2), (1000, 3))]
    german = str.maketrans(",.", ".,")
    both = [*parts, grouped, amount]
    return tuple(dict.fromkeys([str(number), *both, *(one.translate(german) for one in both)]))
