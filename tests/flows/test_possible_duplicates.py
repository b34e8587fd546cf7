"""Two desks ask offline whether two patients are one person: one task, and the answer counts."""

from __future__ import annotations

from pathlib import Path

from app.bootstrap.headless import Desk
from app.bootstrap.inviting import invite
from app.bootstrap.joining import join_home
from app.bootstrap.server import make_invitation
from app.domain.duplicates import pair_id
from app.domain.ids import RecordId
from app.domain.waiting import Task
from app.services.duplicates import ask, find, keep_apart
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.factories import a_patient
from tests.flows.record_walk import in_step
from tests.flows.test_two_tills import Tills
from tests.server_fixtures import RunningServer, databases, postgres, server

__all__ = ["databases", "postgres", "server"]
AMARA, AGAIN = a_patient(), a_patient(family_name="Okaffor")
BO, BO_AGAIN = (
    a_patient(family_name=name, given_names="Bo", birth_date="1980-02-01", phone=None)
    for name in ("Lindqvist", "Lindquist")
)


async def test_question_asked_at_both_desks_is_one_and_an_answer_is_not_overruled(
    server: RunningServer, tmp_path: Path
) -> None:
    desks = Tills(homes={name: tmp_path / name for name in ("sara", "jonas")})
    code = await make_invitation(server.databases.app, "Nordlicht", username="sara")
    await join_home(desks.homes["sara"], server.url, code, "sara", PASSPHRASE, kdf=CHEAP)
    async with desks.at("sara") as desk:
        put(desk)
        await in_step(desk)
        code = (await invite(desk, username="jonas", role="front_desk")).code
    await join_home(desks.homes["jonas"], server.url, code, "jonas", PASSPHRASE, kdf=CHEAP)
    await desks.synced("jonas")
    async with desks.at("sara") as desk:
        asked(desk)
        keep_apart(desk.store.unit_of_work, desk.context, BO.id, BO_AGAIN.id)
    async with desks.at("jonas") as desk:
        asked(desk)
    await desks.synced("sara", "jonas", "sara")
    expected = {pair_id(AMARA.id, AGAIN.id): "open", pair_id(BO.id, BO_AGAIN.id): "cancelled"}
    for name in desks.homes:
        async with desks.at(name) as desk:
            assert answers(desk) == (expected, [])


def put(desk: Desk) -> None:
    with desk.store.unit_of_work(desk.context) as uow:
        for one in (AMARA, AGAIN, BO, BO_AGAIN):
            uow.add(one)


def asked(desk: Desk) -> None:
    with desk.store.reader() as reader:
        pairs = find(reader)
    assert len(ask(desk.store.unit_of_work, desk.context, pairs, keep=True)) == 2


def answers(desk: Desk) -> tuple[dict[RecordId, str], list[str]]:
    """The tasks and how each stands, and what is not settled."""
    with desk.store.reader() as reader:
        tasks = {one.id: one.status for one in reader.records(Task).values()}
        return tasks, [one.last_code for one in reader.pending()]
