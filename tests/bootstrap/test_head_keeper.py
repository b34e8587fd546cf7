"""The server remembers where a desk's trail ended; a desk that was put back no longer fits.

The server, its database, the sockets and the encrypted homes are real.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest

from app.bootstrap.exporting import public_hex
from app.bootstrap.head_keeper import HeadKeeper
from app.bootstrap.headless import Desk, join_home, open_desk
from app.bootstrap.server import make_invitation
from app.bootstrap.verifying import verify_home
from app.domain.errors import AuditTrailBroken
from app.services.audit_export import KEY_FACT
from app.settings import load_settings
from app.sync.status import SyncState, SyncStatus
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.server_fixtures import RunningServer, databases, postgres, server
from tests.waiting import until

__all__ = ["databases", "postgres", "server"]
pytestmark = pytest.mark.row("B5", "A3")


class Runner:
    """What the keeper needs of the sync runner, told what to say by the test."""

    def subscribe(self, callback: Callable[[SyncStatus], None]) -> Callable[[], None]:
        self.tell = callback
        return lambda: None


@pytest.fixture
async def home(server: RunningServer, tmp_path: Path) -> Path:
    code = await make_invitation(server.databases.app, "Nordlicht", username="sara")
    await join_home(tmp_path / "desk", server.url, code, "sara", PASSPHRASE, kdf=CHEAP)
    return tmp_path / "desk"


async def opened(home: Path) -> Desk:
    return await asyncio.to_thread(open_desk, home, PASSPHRASE, kdf=CHEAP)


async def kept(desk: Desk) -> tuple[HeadKeeper, list[str]]:
    broken: list[str] = []
    keeper = HeadKeeper(desk, Runner(), on_broken=lambda: broken.append("broken"))
    await keeper.keep()
    await keeper.stop()
    return keeper, broken


async def heads(server: RunningServer) -> list[int]:
    connection = await asyncpg.connect(server.databases.superuser)
    try:
        rows = await connection.fetch("SELECT seq FROM audit_head ORDER BY seq")
    finally:
        await connection.close()
    return [row["seq"] for row in rows]


async def test_end_is_told_and_the_servers_word_is_checked(
    server: RunningServer, home: Path
) -> None:
    desk = await opened(home)
    _, broken = await kept(desk)
    seq = desk.store.audit_head.seq
    await asyncio.to_thread(desk.note, "view")
    await kept(desk)
    await desk.aclose()
    assert (await heads(server))[-2:] == [seq, seq + 1]
    assert broken == []


async def test_database_that_was_put_back_is_for_reading_only_until_accepted(
    server: RunningServer, home: Path, tmp_path: Path
) -> None:
    desk = await opened(home)
    await kept(desk)
    await desk.aclose()
    shutil.copytree(home, tmp_path / "older")
    desk = await opened(home)
    await asyncio.to_thread(desk.note, "view")
    await kept(desk)
    await desk.aclose()
    shutil.rmtree(home)
    shutil.copytree(tmp_path / "older", home)

    desk = await opened(home)
    assert not desk.trail.is_broken  # without a keyring the desk alone cannot tell
    _, broken = await kept(desk)
    assert (broken, desk.trail.is_broken) == (["broken"], True)
    with pytest.raises(AuditTrailBroken):
        desk.note("view")
    await desk.aclose()

    desk = await opened(home)
    assert desk.trail.is_broken  # it stays so without the server
    await desk.aclose()
    verdict = await asyncio.to_thread(
        verify_home, home, PASSPHRASE, accept=True, settings=load_settings(), kdf=CHEAP
    )
    assert verdict.is_sound
    desk = await opened(home)
    _, broken = await kept(desk)
    assert (broken, desk.trail.is_broken) == ([], False)
    await desk.aclose()


async def test_rewritten_trail_is_found_at_the_next_contact(
    server: RunningServer, home: Path
) -> None:
    """Whoever holds every key of the desk can rewrite its chain, but not what the server has."""
    desk = await opened(home)
    connection = await asyncpg.connect(server.databases.superuser)
    await kept(desk)
    await connection.execute("ALTER TABLE audit_head DISABLE TRIGGER ALL")
    await connection.execute("UPDATE audit_head SET mac = repeat('0', 64), at = at + interval '1h'")
    await connection.close()
    _, broken = await kept(desk)
    await desk.aclose()
    assert broken == ["broken"]


async def test_ends_are_told_after_a_sync_and_not_more_often_than_due(
    server: RunningServer, home: Path
) -> None:
    desk = await opened(home)
    runner = Runner()
    keeper = HeadKeeper(desk, runner, every_s=3600)
    before = len(await heads(server))

    async def are_told() -> bool:
        return len(await heads(server)) > before

    for _ in range(3):
        runner.tell(SyncStatus(state=SyncState.SYNCED))
        await until(are_told)
        await asyncio.sleep(0.2)  # a further telling would be seen
        await asyncio.to_thread(desk.note, "view")
    runner.tell(SyncStatus(state=SyncState.OFFLINE))
    await keeper.stop()
    await desk.aclose()
    assert len(await heads(server)) == before + 1


async def set_heads(server: RunningServer, change: str) -> None:
    connection = await asyncpg.connect(server.databases.superuser)
    await connection.execute("ALTER TABLE audit_head DISABLE TRIGGER ALL")
    await connection.execute(f"UPDATE audit_head SET {change}")
    await connection.execute("ALTER TABLE audit_head ENABLE TRIGGER ALL")
    await connection.close()


async def test_a_server_whose_clock_was_ahead_hides_no_older_database(
    server: RunningServer, home: Path, tmp_path: Path
) -> None:
    desk = await opened(home)
    await kept(desk)
    await desk.aclose()
    shutil.copytree(home, tmp_path / "older")
    desk = await opened(home)
    await asyncio.to_thread(desk.note, "view")
    await kept(desk)
    await desk.aclose()
    await set_heads(server, "at = at - interval '1 year'")
    shutil.rmtree(home)
    shutil.copytree(tmp_path / "older", home)
    desk = await opened(home)
    _, broken = await kept(desk)
    await desk.aclose()
    assert broken == ["broken"]


async def test_a_copy_of_right_after_a_decision_is_not_put_back_unseen(
    server: RunningServer, home: Path, tmp_path: Path
) -> None:
    desk = await opened(home)
    await asyncio.to_thread(desk.note, "audit_trail_accepted")
    await desk.aclose()
    shutil.copytree(home, tmp_path / "older")
    desk = await opened(home)
    await asyncio.to_thread(desk.note, "view")
    await kept(desk)
    await desk.aclose()
    await set_heads(server, "at = at + interval '1 day'")
    shutil.rmtree(home)
    shutil.copytree(tmp_path / "older", home)
    desk = await opened(home)
    _, broken = await kept(desk)
    await desk.aclose()
    assert broken == ["broken"]


async def test_desk_whose_memory_began_anew_tells_its_end_again(
    server: RunningServer, home: Path
) -> None:
    """An administrator did that; the desk registers its key once more by itself."""
    desk = await opened(home)
    keeper, _ = await kept(desk)
    assert desk.api is not None
    await desk.api.begin_heads_anew()
    await asyncio.to_thread(desk.note, "view")
    await keeper.keep()  # hears that its signature is for the beginning before
    assert (await desk.api.heads()).heads == []
    await keeper.keep()
    listed = await desk.api.heads()
    assert [one.seq for one in listed.heads] == [desk.store.audit_head.seq]
    assert (listed.epoch, listed.public_key) == (1, await asyncio.to_thread(public_hex, desk))
    assert not desk.trail.is_broken
    await desk.aclose()


async def test_desk_with_another_key_tells_nothing_until_somebody_looked_into_it(
    server: RunningServer, home: Path
) -> None:
    """As after a copy of before its key was put back; who accepts the trail begins it anew."""
    desk = await opened(home)
    await kept(desk)
    assert desk.api is not None
    known = (await desk.api.heads()).public_key
    await asyncio.to_thread(desk.set_fact, KEY_FACT, "1" * 64)
    await asyncio.to_thread(desk.note, "view")
    before = await heads(server)
    await kept(desk)
    assert await heads(server) == before
    assert (await desk.api.heads()).public_key == known
    await asyncio.to_thread(desk.note, "audit_trail_accepted")
    keeper, _ = await kept(desk)
    await keeper.keep()
    listed = await desk.api.heads()
    assert listed.public_key == await asyncio.to_thread(public_hex, desk)
    assert [one.seq for one in listed.heads] == [desk.store.audit_head.seq]
    await desk.aclose()
