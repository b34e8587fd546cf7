"""X12 271 (005010X279A1): what a payer answers about subscribers and dependents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation

from app.domain.eligibility import EligibilityReply
from app.domain.errors import InvalidValue
from app.domain.patient import Eligibility
from app.interop.x12 import Interchange, Segment, read_interchange

_SUBSCRIBER, _DEPENDENT, _PAYER = "IL", "03", "PR"
_ACTIVE = frozenset({"1", "2", "3", "4", "5"})
"""EB01: active coverage, in its ways of being paid."""
_INACTIVE = frozenset({"6", "7", "8"})
_COPAY = "B"
_VISIT = ("98", "BY", "BZ", "UC", "30", "1")
"""EB03: what a visit to a practice is called, the most exact first; 30 is the whole plan."""
_IN_NETWORK = ("Y", "W", "")
_MOST_COPAY = Decimal(100_000)


def read_replies(data: bytes) -> tuple[EligibilityReply, ...]:
    """The answers in a file, one for each person. Raises InvalidValue for anything but a 271."""
    interchange = read_interchange(data)
    found = [
        reply
        for transaction in interchange.transactions("271")
        for reply in _of_transaction(interchange, transaction)
    ]
    if not found:
        raise InvalidValue("file", "holds no answer of a payer (X12 271)")
    return tuple(found)


def _of_transaction(
    interchange: Interchange, transaction: Sequence[Segment]
) -> Iterator[EligibilityReply]:
    answered = next((_day(one[4]) for one in transaction if one.name == "BHT"), None)
    payer = next((one[3] for one in transaction if one.name == "NM1" and one[1] == _PAYER), "")
    subscriber = ""
    for person in _people(transaction):
        head = person[0]
        is_dependent = head[1] == _DEPENDENT
        if not is_dependent:
            subscriber = head[9]
        reply = EligibilityReply(
            family_name=head[3],
            given_names=" ".join(part for part in (head[4], head[5]) if part),
            member_id=head[9] or subscriber,
            payer=payer,
            answered_on=answered,
            is_dependent=is_dependent,
        )
        whole = _answered(interchange, reply, person[1:])
        if whole.status != Eligibility.UNKNOWN or whole.rejection:
            yield whole


def _people(transaction: Sequence[Segment]) -> Iterator[Sequence[Segment]]:
    """The segments of each person, their NM1 first; other names below one are not people."""
    begun: int | None = None
    for at, segment in enumerate(transaction):
        is_person = segment.name == "NM1" and segment[1] in (_SUBSCRIBER, _DEPENDENT)
        if is_person or segment.name == "HL":
            if begun is not None:
                yield transaction[begun:at]
            begun = at if is_person else None
    if begun is not None:
        yield transaction[begun:]


def _answered(
    interchange: Interchange, reply: EligibilityReply, segments: Sequence[Segment]
) -> EligibilityReply:
    status, plan, rejection = Eligibility.UNKNOWN, "", ""
    copays: list[tuple[int, int, int]] = []
    for one in segments:
        if one.name == "DMG" and one[1] == "D8":
            born = _day(one[2])
            reply = replace(reply, birth_date=born.isoformat() if born else "")
        elif one.name == "AAA" and one[1] == "N":
            rejection = one[3] or "?"
        elif one.name == "EB":
            status = _status(one[1], status)
            plan = plan or one[5]
            if one[1] == _COPAY:
                copays += _copay(interchange, one)
    if rejection and status == Eligibility.UNKNOWN:
        status = Eligibility.ERROR
    copay = min(copays)[2] if copays else None
    return replace(reply, status=status, plan=plan, rejection=rejection, copay_minor=copay)


def _status(code: str, before: Eligibility) -> Eligibility:
    """Once active, a part that is not covered does not end the policy."""
    if code in _ACTIVE:
        return Eligibility.ACTIVE
    if code in _INACTIVE and before != Eligibility.ACTIVE:
        return Eligibility.INACTIVE
    return before


def _copay(interchange: Interchange, one: Segment) -> Iterator[tuple[int, int, int]]:
    """How near to an ordinary visit in the network a co-pay is said to be, and how much it is."""
    amount = _amount(one[7])
    if amount is None:
        return
    services = interchange.parts(one[3])
    near = min((_VISIT.index(part) for part in services if part in _VISIT), default=None)
    if near is None:
        return
    network = _IN_NETWORK.index(one[12]) if one[12] in _IN_NETWORK else len(_IN_NETWORK)
    yield network, near, amount


def _amount(text: str) -> int | None:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    if not amount.is_finite() or not 0 <= amount < _MOST_COPAY:
        return None
    return int((amount * 100).to_integral_value())


def _day(text: str) -> date | None:
    if len(text) != 8 or not text.isascii() or not text.isdigit():
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None
