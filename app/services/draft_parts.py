"""Which parts of a draft the acting role is shown, and that the rest is neither shown nor lost.

A draft holds the records it is an edit of. Whoever kept it may meanwhile act in another role, or
the glass may have closed again: then those parts wait in the database until they may be seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from app.domain.context import ExecutionContext
from app.domain.drafts import Draft
from app.domain.ids import RecordId, is_record_id
from app.domain.ports import Reader
from app.services.seeing import may_see

CHILDREN = "children"
"""Where a draft lists what belongs to a patient, each part with the record type it is about."""
ENTITY = "entity"
_OF_A_PATIENT = frozenset({"patient", "consent", "message"})
"""The forms whose drafts go by the patient they are about."""
_NAMES_ONE = frozenset({"patient_id", "patient"})
"""What a draft's content calls a patient's identifier."""
Content = Mapping[str, object]
Part = dict[str, object]


@dataclass(frozen=True, slots=True)
class Parts:
    """A draft's content divided: what is shown, and what waits; None where there is nothing."""

    shown: Content | None
    withheld: Content | None


def parts_of(reader: Reader, context: ExecutionContext, draft: Draft, *, now: datetime) -> Parts:
    """A draft divided by what the acting role is shown of the patients in it."""
    patients = patients_in(draft)

    def is_shown(entity: str) -> bool:
        return all(_sees(reader, context, entity, patient, now) for patient in patients)

    if not is_shown("patient"):
        return Parts(None, draft.content)
    return _divided(draft.content, is_shown)


def shown_part(reader: Reader, context: ExecutionContext, draft: Draft, *, now: datetime) -> Draft:
    """The draft without what the acting role is not shown; its content is empty for nothing."""
    shown = parts_of(reader, context, draft, now=now).shown
    return replace(draft, content=shown or {})


def joined(content: Content | None, withheld: Content | None) -> Content | None:
    """What is typed now, with what waits unseen; None: neither."""
    if withheld is None:
        return content
    if content is None:
        return withheld
    return {**content, CHILDREN: [*_children(content), *_children(withheld)]}


def patients_in(draft: Draft) -> tuple[RecordId, ...]:
    """The patients whose data a draft brings back on the screen; a new patient is nobody yet."""
    form, subject = draft.key.form, draft.key.subject
    # The subject of some forms is the patient; others name theirs after a colon, or inside.
    about = subject if form in _OF_A_PATIENT else subject.partition(":")[2]
    named = {about, *_identifiers(draft.content)}
    return tuple(RecordId(one) for one in sorted(named) if is_record_id(one) and int(one, 16))


def _identifiers(content: Mapping[str, object]) -> Iterator[str]:
    """Whatever a draft's content calls a patient, at any depth of its plain values and lists."""
    for name, value in content.items():
        if name in _NAMES_ONE and isinstance(value, str):
            yield value
        else:
            yield from _identifiers_within(value)


def _identifiers_within(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from _identifiers(cast("dict[str, object]", value))
    elif isinstance(value, list | tuple):
        for one in cast("Sequence[object]", value):
            yield from _identifiers_within(one)


def _sees(
    reader: Reader, context: ExecutionContext, entity: str, patient: RecordId, now: datetime
) -> bool:
    return may_see(reader, context, entity, patient_id=patient, now=now).is_allowed


def _divided(content: Content, is_shown: Callable[[str], bool]) -> Parts:
    children = _children(content)
    seen = [part for part in children if is_shown(str(part.get(ENTITY, "")))]
    hidden = [part for part in children if part not in seen and _is_typed(part)]
    if len(seen) == len(children):
        return Parts(content, None)
    shown = {**content, CHILDREN: seen}
    is_anything = any(_is_typed(part) for part in seen) or bool(content.get("typed"))
    return Parts(shown if is_anything else None, {CHILDREN: hidden} if hidden else None)


def _is_typed(part: Part) -> bool:
    return any(value for name, value in part.items() if name != ENTITY)


def _children(content: Content) -> list[Part]:
    found = content.get(CHILDREN)
    parts = cast("list[object]", found) if isinstance(found, list) else []
    return [cast("Part", one) for one in parts if isinstance(one, dict)]
