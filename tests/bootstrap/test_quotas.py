"""A desk whose clinic is full at the server: it works on, says why, and loses nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from app.bootstrap.desk import Desk
from app.bootstrap.headless import join_home, open_desk
from app.bootstrap.quotas import change_limits, quota
from app.bootstrap.server import make_invitation
from app.domain.errors import ConfigurationError
from app.domain.operations import OperationState
from app.services import patients
from app.services.waiting import waiting_changes
from app.settings import Settings
from app.sync.status import SyncState
from app.ui.frame.sync_words import waiting_words
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.factories import ZONE
from tests.server_fixtures import RunningServer, databases, postgres, server
from tests.waiting import until

__all__ = ["databases", "postgres", "server"]
pytestmark = pytest.mark.row("A4")


def add(desk: Desk, name: str) -> None:
    desk.worker.submit(
        lambda: patients.register(
            desk.store.unit_of_work, desk.context, changes={"family_name": name}
        )
    ).result()


def pending(desk: Desk) -> list[tuple[OperationState, str]]:
    with desk.store.reader() as reader:
        return [(one.state, one.last_code) for one in reader.pending()]


async def test_full_clinic_keeps_what_is_new_at_the_desk_until_there_is_room(
    server: RunningServer, tmp_path: Path
) -> None:
    code = await make_invitation(server.databases.app, "Nordlicht", username="sara")
    home = tmp_path / "desk"
    await join_home(home, server.url, code, "sara", PASSPHRASE, kdf=CHEAP)
    desk = await asyncio.to_thread(open_desk, home, PASSPHRASE, kdf=CHEAP)
    clinic_id, dsn = desk.context.clinic_id, server.databases.app
    runner = desk.make_runner()
    runner.start()
    try:
        await until(lambda: runner.status.state is SyncState.SYNCED)
        usage = await change_limits(dsn, clinic_id, {})
        await change_limits(dsn, clinic_id, {"records": usage.records + 1})
        await asyncio.to_thread(add, desk, "First")
        await asyncio.to_thread(add, desk, "Second")
        waits = [(OperationState.RETRY, "quota_exceeded")]
        await until(lambda: pending(desk) == waits)
        with desk.store.reader() as reader:
            (change,) = waiting_changes(reader, desk.context, now=desk.clock.now(), limit=9)
        told = waiting_words(change, ZONE, user_id=desk.context.user_id)
        assert "room at the server" in told.stands
        assert "ask whoever runs the server" in told.help
        await change_limits(dsn, clinic_id, {"records": None})
        runner.sync_now()
        await until(lambda: pending(desk) == [])
        assert (await change_limits(dsn, clinic_id, {})).records == usage.records + 2
    finally:
        await runner.stop()
        await desk.aclose()


class Arguments:
    """What was typed."""

    def __init__(self, **given: object) -> None:
        vars(self).update({**dict.fromkeys(("records", "storage", "files", "requests")), **given})


@pytest.mark.parametrize(
    "given",
    [{"records": "-1"}, {"storage": "much"}, {"files": "1.5"}, {"requests": "x"}],
)
def test_limit_is_a_whole_number_or_none(given: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError, match="whole number"):
        quota(Arguments(dsn="", clinic="", **given), Settings())  # type: ignore[arg-type]


def test_limits_are_set_and_shown_at_the_terminal(
    server: RunningServer, capsys: pytest.CaptureFixture[str]
) -> None:
    clinic_id = server.on_its_loop(a_clinic_id(server))
    given = Arguments(dsn=server.databases.app, clinic=clinic_id, records="7", storage="2")
    assert quota(given, Settings()) == 0  # type: ignore[arg-type]
    assert "of 7" in capsys.readouterr().out
    given = Arguments(
        dsn=server.databases.app, clinic=clinic_id, records="none", files="3", requests="40"
    )
    assert quota(given, Settings()) == 0  # type: ignore[arg-type]
    assert capsys.readouterr().out.splitlines() == [
        "records: 0 of no limit",
        "records and their history: 0.0 MiB of 2 MiB",
        "files: 0.0 MiB of 3 MiB",
        "requests a minute: 40",
    ]


async def a_clinic_id(server: RunningServer) -> str:
    from tests.server_fixtures import start_clinic

    desk = await start_clinic(server)
    await desk.api.aclose()
    return desk.clinic_id
