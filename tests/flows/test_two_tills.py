"""Two desks of one clinic work on one account, each offline: what becomes of the money."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap.headless import Desk, open_desk
from app.bootstrap.inviting import invite
from app.bootstrap.joining import join_home
from app.bootstrap.server import make_invitation
from app.domain.billing import Charge, DaySheet, Payment
from app.domain.errors import InvalidEntry
from app.domain.ids import PatientId, RecordId, new_id
from app.domain.ledger import Account
from app.domain.operations import OperationState
from app.domain.waiting import Task
from app.server.entries import TWICE
from app.services import accounts
from app.services.tills import close_day, close_drawer, open_drawer
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.factories import TODAY, a_patient
from tests.flows.record_walk import in_step
from tests.server_fixtures import RunningServer, databases, postgres, server

__all__ = ["databases", "postgres", "server"]
pytestmark = pytest.mark.row("E2", "B1", "F5")
TILLS = ("bill", "bob")


@dataclass
class Tills:
    """Two desks of billing, and a patient with a charge of 10.00 and a payment of 5.00."""

    homes: dict[str, Path] = field(default_factory=dict[str, Path])
    patient: PatientId = field(default_factory=lambda: PatientId(a_patient().id))
    charge: RecordId = field(default_factory=new_id)
    payment: RecordId = field(default_factory=new_id)

    @asynccontextmanager
    async def at(self, name: str) -> AsyncIterator[Desk]:
        desk = await asyncio.to_thread(open_desk, self.homes[name], PASSPHRASE, kdf=CHEAP)
        try:
            yield desk
        finally:
            await desk.aclose()

    async def synced(self, *names: str) -> None:
        for name in names:
            async with self.at(name) as desk:
                await in_step(desk)

    async def each(self, deed: Callable[[Desk], Any]) -> None:
        """Each till does it without hearing of the other, then both come into step."""
        for name in TILLS:
            async with self.at(name) as desk:
                deed(desk)
        await self.synced(*TILLS, TILLS[0])

    async def shown(self, name: str) -> tuple[Account, list[str], list[str]]:
        """The account at a till, its tasks, and why its own entries were not taken."""
        async with self.at(name) as desk:
            with desk.store.reader() as reader:
                return (
                    reader.account(self.patient, "USD"),
                    [one.title for one in reader.records(Task).values()],
                    [
                        one.last_code
                        for one in reader.pending()
                        if one.state is OperationState.QUARANTINED
                    ],
                )


@pytest.fixture
async def tills(server: RunningServer, tmp_path: Path) -> Tills:
    made = Tills()
    code = await make_invitation(server.databases.app, "Nordlicht", username="sara")
    for name in ("sara", *TILLS):
        made.homes[name] = tmp_path / name
        if name != "sara":
            async with made.at("sara") as desk:
                code = (await invite(desk, username=name, role="billing")).code
        await join_home(made.homes[name], server.url, code, name, PASSPHRASE, kdf=CHEAP)
        await made.synced("sara", name)
    async with made.at("sara") as desk:
        with desk.store.unit_of_work(desk.context) as uow:
            uow.add(a_patient(id=made.patient))
        await in_step(desk)
    await made.synced(*TILLS)
    async with made.at("bill") as desk:
        begin, context = desk.store.unit_of_work, desk.context
        money = {"amount_minor": 500, "received_on": TODAY}
        service = {"amount_minor": 1000, "service_on": TODAY, "text": "Visit"}
        made.payment = accounts.take_payment(
            begin, context, patient_id=made.patient, values=money
        ).id
        made.charge = accounts.charge(begin, context, patient_id=made.patient, values=service).id
        await in_step(desk)
    await made.synced("bob")
    return made


async def test_charge_taken_back_at_both_counts_once(tills: Tills) -> None:
    await tills.each(
        lambda desk: accounts.reverse(
            desk.store.unit_of_work,
            desk.context,
            entry=Charge,
            entry_id=tills.charge,
            reason=f"slip, says {desk.user.username}",
        )
    )
    for name in TILLS:
        account, tasks, refused = await tills.shown(name)
        assert (account.balance, account.charged, tasks, refused) == (-500, 0, [], [])


async def test_cash_given_back_at_both_is_kept_and_somebody_is_asked(tills: Tills) -> None:
    values = {"amount_minor": 500, "refunded_on": TODAY}
    await tills.each(
        lambda desk: accounts.give_back(
            desk.store.unit_of_work, desk.context, payment_id=tills.payment, values=values
        )
    )
    for name in TILLS:
        account, tasks, refused = await tills.shown(name)
        assert (account.refunded, account.balance, tasks, refused) == (1000, 1500, [TWICE], [])


async def test_money_used_at_both_is_used_once_and_the_other_waits_for_a_person(
    tills: Tills,
) -> None:
    await tills.each(
        lambda desk: accounts.allocate(
            desk.store.unit_of_work, desk.context, payment_id=tills.payment
        )
    )
    first, second = [await tills.shown(name) for name in TILLS]
    assert (first[0].allocated, first[2]) == (500, [])
    assert second[2] == ["entry_has_less"]
    assert {first[0].balance, second[0].balance} == {500}


async def test_payment_taken_back_at_one_and_given_back_at_the_other(tills: Tills) -> None:
    async with tills.at("bill") as desk:
        begin, context = desk.store.unit_of_work, desk.context
        accounts.reverse(begin, context, entry=Payment, entry_id=tills.payment, reason="bounced")
    async with tills.at("bob") as desk:
        begin, context = desk.store.unit_of_work, desk.context
        values = {"amount_minor": 500, "refunded_on": TODAY}
        accounts.give_back(begin, context, payment_id=tills.payment, values=values)
    await tills.synced("bill", "bob", "bill")
    for name in TILLS:
        account, tasks, refused = await tills.shown(name)
        assert (account.paid, account.refunded, tasks, refused) == (0, 500, [TWICE], [])


async def test_day_closed_unawares_is_closed_again_over_what_both_entered(tills: Tills) -> None:
    money = {"amount_minor": 700, "received_on": TODAY}

    def close(desk: Desk) -> DaySheet:
        return close_day(desk.store.unit_of_work, desk.context, counted={"cash": 1200}, on=TODAY)

    async with tills.at("bob") as desk:
        begin, context = desk.store.unit_of_work, desk.context
        accounts.take_payment(begin, context, patient_id=tills.patient, values=money)
        await in_step(desk)
    async with tills.at("bill") as desk:
        assert close(desk).entries == 1
        await in_step(desk)
        with desk.store.reader() as reader:
            assert [one.last_code for one in reader.pending()] == ["entry_other_entries"]
            assert reader.records(DaySheet).size() == 0
        sheet = close(desk)
        assert (sheet.entries, sheet.expected_minor) == (2, {"cash": 1200})
        await in_step(desk)
    await tills.synced("bob")
    async with tills.at("bob") as desk:
        with desk.store.reader() as reader:
            kept = reader.records(DaySheet).get(sheet.id)
        assert kept is not None
        assert (kept.version, kept.content_hash) == (1, sheet.content_hash)
        with pytest.raises(InvalidEntry):
            accounts.take_payment(
                desk.store.unit_of_work, desk.context, patient_id=tills.patient, values=money
            )


async def test_payment_taken_back_while_its_drawer_was_counted_is_taken_back_beside_it(
    tills: Tills,
) -> None:
    async with tills.at("bill") as desk:
        begin, context = desk.store.unit_of_work, desk.context
        opened = open_drawer(begin, context, float_minor=0)
        money = {"amount_minor": 700, "received_on": TODAY}
        slip = accounts.take_payment(begin, context, patient_id=tills.patient, values=money)
        assert slip.cash_drawer_id == opened.id
        await in_step(desk)
    await tills.synced("bob")
    async with tills.at("bill") as desk:
        close_drawer(desk.store.unit_of_work, desk.context, counted={"cash": 700})
        await in_step(desk)
    async with tills.at("bob") as desk:
        for drawer in (opened.id, None):  # the second time it is known that it was counted
            made = accounts.reverse(
                desk.store.unit_of_work,
                desk.context,
                entry=Payment,
                entry_id=slip.id,
                reason="slip",
            )
            assert made.cash_drawer_id == drawer
            await in_step(desk)
            with desk.store.reader() as reader:
                assert [one.last_code for one in reader.pending()] == ["entry_drawer_closed"]
    await tills.synced("bill")
    account, tasks, refused = await tills.shown("bill")
    assert (account.paid, tasks, refused) == (500, [], [])
