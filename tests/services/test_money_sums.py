"""Whatever is entered: what a family owes, what should be in a drawer and what a day took are what
a book kept by hand says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.billing import Payment
from app.domain.errors import InvalidValue
from app.domain.family import Household
from app.domain.ids import PatientId, WorkstationId, new_id
from app.domain.staff import Clinic, Role
from app.domain.tills import taken
from app.services import accounts, till_reading, tills
from app.storage.store import LocalStore
from tests.factories import CLINIC_ID, TODAY, a_clinic, a_context, a_patient, a_record

pytestmark = pytest.mark.row("E2", "B1")
FLOAT = 10_000
WAYS = ("cash", "card", "transfer")
AT_A_TILL = ("cash", "card")
NUMBERS = count()


class Act(NamedTuple):
    """Something a person does at one of the desks; minor is in whole hundreds."""

    kind: str
    whose: int
    minor: int
    desk: int
    day: int
    way: str


@dataclass
class Moved:
    """Money that came in (or, below zero, went out), as it is written by hand."""

    minor: int
    way: str
    on: date
    drawer: int | None
    payment: Payment | None = None
    is_crossed_out: bool = False


@dataclass
class Book:
    """The clinic's money on paper: what each owes, and every movement with its day and drawer."""

    owed: dict[int, int] = field(default_factory=lambda: dict.fromkeys(range(4), 0))
    moved: list[tuple[int, Moved]] = field(default_factory=list[tuple[int, Moved]])
    drawers: list[bool] = field(default_factory=list[bool])
    """Whether each is open."""
    at: dict[int, int] = field(default_factory=dict[int, int])
    """The open drawer of each desk."""
    closed: set[date] = field(default_factory=set[date])

    def through(self, act: Act) -> int | None:
        """The drawer that money passes at a desk."""
        return self.at.get(act.desk) if act.way in AT_A_TILL else None

    def cross_out(self, one: Moved) -> None:
        """What is taken back counts no more, unless its day or its drawer was counted before."""
        is_open = one.drawer is None or self.drawers[one.drawer]
        one.is_crossed_out = is_open and one.on not in self.closed

    def of_day(self, on: date) -> dict[str, int]:
        return self._sums(lambda one: one.on == on)

    def of_drawer(self, number: int) -> dict[str, int]:
        sums = self._sums(lambda one: one.drawer == number)
        return even({**sums, "cash": sums.get("cash", 0) + FLOAT})

    def _sums(self, wanted: Callable[[Moved], bool]) -> dict[str, int]:
        sums: dict[str, int] = {}
        for _, one in self.moved:
            if wanted(one) and not one.is_crossed_out:
                sums[one.way] = sums.get(one.way, 0) + one.minor
        return even(sums)


def even(sums: dict[str, int]) -> dict[str, int]:
    """Without the ways that come to nothing."""
    return {way: minor for way, minor in sums.items() if minor}


class Office:
    """Does what is to be done in the program and, where it is taken, in the book."""

    def __init__(self, store: LocalStore) -> None:
        """A family, somebody else, two desks and two days that nobody used before."""
        self.store, self.book = store, Book()
        self.refused: list[str] = []
        first = TODAY - timedelta(days=2 * next(NUMBERS))
        self.days = (first, first - timedelta(days=1))
        self.desks = [
            a_context(role=Role.BILLING, user_id=new_id(), workstation_id=WorkstationId(new_id()))
            for _ in range(2)
        ]
        house = a_record(Household)
        mother = a_patient(household_id=house.id)
        child = a_patient(household_id=house.id, guarantor_id=PatientId(mother.id))
        people = (mother, child, a_patient(household_id=house.id), a_patient())
        with store.unit_of_work(a_context(role=Role.ADMIN, user_id=new_id())) as uow:
            if not uow.records(Clinic).exists(CLINIC_ID):
                uow.add(a_clinic())
        with store.unit_of_work(a_context()) as uow:
            for record in (house, *people):
                uow.add(record)
        self.people = [PatientId(one.id) for one in people]

    def do(self, act: Act) -> None:
        """Do it; what is refused is written nowhere."""
        try:
            getattr(self, act.kind)(act)
        except InvalidValue:
            self.refused.append(act.kind)

    def charge(self, act: Act) -> None:
        values = {"amount_minor": act.minor, "service_on": self.days[act.day], "text": "Visit"}
        self._enter(accounts.charge, act, values)
        self.book.owed[act.whose] += act.minor

    def adjust(self, act: Act) -> None:
        values = {"amount_minor": act.minor, "adjusted_on": self.days[act.day]}
        self._enter(accounts.adjust, act, values)
        self.book.owed[act.whose] -= act.minor

    def pay(self, act: Act) -> None:
        values = {"amount_minor": act.minor, "received_on": self.days[act.day], "method": act.way}
        payment = self._enter(accounts.take_payment, act, values)
        self.book.owed[act.whose] -= act.minor
        through = self.book.through(act)
        line = Moved(act.minor, act.way, self.days[act.day], through, payment)
        self.book.moved.append((act.whose, line))

    def give_back(self, act: Act) -> None:
        values = {"amount_minor": act.minor, "refunded_on": self.days[act.day], "method": act.way}
        payment = self._latest(act).payment
        assert payment is not None
        begin, context = self.store.unit_of_work, self.desks[act.desk]
        accounts.give_back(begin, context, payment_id=payment.id, values=values)
        self.book.owed[act.whose] += act.minor
        through = self.book.through(act)
        self.book.moved.append((act.whose, Moved(-act.minor, act.way, self.days[act.day], through)))

    def take_back(self, act: Act) -> None:
        line = self._latest(act)
        assert line.payment is not None
        accounts.reverse(
            self.store.unit_of_work,
            self.desks[act.desk],
            entry=Payment,
            entry_id=line.payment.id,
            reason="slip",
        )
        self.book.owed[act.whose] += line.minor
        self.book.cross_out(line)

    def open_drawer(self, act: Act) -> None:
        tills.open_drawer(self.store.unit_of_work, self.desks[act.desk], float_minor=FLOAT)
        self.book.drawers.append(True)
        self.book.at[act.desk] = len(self.book.drawers) - 1

    def close_drawer(self, act: Act) -> None:
        closed = tills.close_drawer(
            self.store.unit_of_work, self.desks[act.desk], counted={"cash": 1}, note="counted"
        )
        number = self.book.at.pop(act.desk)
        assert even(dict(closed.expected_minor)) == self.book.of_drawer(number)
        self.book.drawers[number] = False

    def close_day(self, act: Act) -> None:
        on, begin = self.days[act.day], self.store.unit_of_work
        sheet = tills.close_day(
            begin, self.desks[act.desk], counted={"cash": 1}, on=on, note="counted"
        )
        assert even(dict(sheet.expected_minor)) == self.book.of_day(on)
        self.book.closed.add(on)

    def _enter(self, enter: Callable[..., Payment], act: Act, values: dict[str, object]) -> Payment:
        whose = self.people[act.whose]
        return enter(self.store.unit_of_work, self.desks[act.desk], patient_id=whose, values=values)

    def _latest(self, act: Act) -> Moved:
        """The last payment of somebody. Raises InvalidValue where there is none."""
        for whose, line in reversed(self.book.moved):
            if whose == act.whose and line.payment is not None:
                return line
        raise InvalidValue("payment", "there is none")


KINDS = ("charge", "pay", "pay", "adjust", "give_back", "take_back", "open_drawer", "close_drawer")
ACTS = st.lists(
    st.builds(
        Act,
        kind=st.sampled_from((*KINDS, "close_day")),
        whose=st.integers(0, 3),
        minor=st.integers(1, 9).map(lambda hundreds: hundreds * 100),
        desk=st.integers(0, 1),
        day=st.integers(0, 1),
        way=st.sampled_from(WAYS),
    ),
    min_size=4,
    max_size=16,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ACTS)
def test_sums_are_those_of_a_book_kept_by_hand(store: LocalStore, acts: list[Act]) -> None:
    office = Office(store)
    for act in acts:
        office.do(act)
    look(office)


def look(office: Office) -> None:
    """What the program shows of the family, of each account, of the drawers and of the days."""
    book, people, begin = office.book, office.people, office.store.unit_of_work
    for asked in range(3):
        family = accounts.read_family(begin, office.desks[0], patient_id=people[asked])
        shown = {one.patient.id: one.account.balance for one in family}
        assert shown == {people[number]: book.owed[number] for number in range(3)}
    with office.store.reader() as reader:
        assert reader.account(people[3], "USD").balance == book.owed[3]
        for on in office.days:
            assert even(taken(tills.entries_of(reader, on, "USD"))) == book.of_day(on)
        now = datetime.combine(office.days[0], time(17), UTC)
        for number, desk in enumerate(office.desks):
            till = till_reading.read_till(reader, desk, now=now)
            assert even(dict(till.day_expected)) == book.of_day(office.days[0])
            open_here = book.at.get(number)
            assert (till.drawer is not None) == (open_here is not None)
            expected = {} if open_here is None else book.of_drawer(open_here)
            assert even(dict(till.expected)) == expected


def act(kind: str, minor: int = 500, *, day: int = 0, way: str = "cash") -> Act:
    return Act(kind, 0, minor, 0, day, way)


@pytest.mark.parametrize(
    "acts",
    [  # the last of them: what was taken on a day that is closed already
        (act("open_drawer"), act("pay"), act("take_back"), act("close_drawer"), act("close_day")),
        (act("open_drawer"), act("pay"), act("close_drawer"), act("take_back"), act("close_day")),
        (act("open_drawer"), act("pay"), act("close_day"), act("take_back"), act("close_drawer")),
        (act("open_drawer"), act("pay", 900), act("give_back", 400), act("close_drawer")),
        (act("charge", 900), act("pay", 300, way="card"), act("adjust", 100), act("close_day")),
        (act("pay"), act("close_day"), act("pay", 700), act("pay", 700, day=1)),
    ],
)
def test_book_and_program_agree_about_the_corners(store: LocalStore, acts: tuple[Act, ...]) -> None:
    office = Office(store)
    for one in acts:
        office.do(one)
    look(office)
    assert office.book.moved
    assert office.refused == (["pay"] if acts[1].kind == "close_day" else [])


def test_control_a_book_that_forgets_a_payment_is_found_out(store: LocalStore) -> None:
    office = Office(store)
    office.do(act("pay"))
    office.book.moved.clear()
    with pytest.raises(AssertionError):
        look(office)
