"""A clinic's own certificate authority: chosen at the join, kept by the desk, and nothing else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from app.api.tls import tls_context
from app.bootstrap.facts import SERVER_CA_FACT
from app.bootstrap.headless import invite, join_home, open_desk
from app.bootstrap.server import make_invitation
from app.domain.errors import InvalidValue, Unreachable
from app.security.authority import read_authority
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.certificates import Authority, new_authority
from tests.server_fixtures import Databases, RunningServer, databases, in_own_thread, postgres
from tests.test_cli import Run, run

__all__ = ["databases", "postgres", "run"]
pytestmark = pytest.mark.row("E9")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return new_authority(tmp_path_factory.mktemp("ca"), "Clinic CA")


@pytest.fixture(scope="module")
def server(databases: Databases, authority: Authority) -> Iterator[RunningServer]:
    certificate, key = authority.issue()
    with RunningServer(databases, tls_cert=certificate, tls_key=key) as running:
        yield running


async def starting_code(server: RunningServer) -> str:
    return await make_invitation(server.databases.app, "Nordlicht", username="sara")


async def test_desk_joins_by_the_file_and_knows_its_server_ever_after(
    server: RunningServer, authority: Authority, tmp_path: Path
) -> None:
    code, home = await starting_code(server), tmp_path / "desk"
    with pytest.raises(Unreachable):
        await join_home(home, server.url, code, "sara", PASSPHRASE, kdf=CHEAP)
    chosen = tmp_path / "clinic.pem"
    chosen.write_bytes(authority.file.read_bytes())
    await join_home(home, server.url, code, "sara", PASSPHRASE, kdf=CHEAP, ca_file=chosen)
    chosen.unlink()
    desk = await asyncio.to_thread(lambda: open_desk(home, PASSPHRASE, kdf=CHEAP))
    try:
        assert desk.api is not None
        await desk.sign_in(PASSPHRASE)
        assert await desk.api.heads() is not None
    finally:
        await desk.aclose()


async def test_desk_that_was_told_of_no_authority_keeps_none(
    server: RunningServer, tmp_path: Path, authority: Authority
) -> None:
    home = tmp_path / "desk"
    stranger = new_authority(tmp_path, "Clinic CA")
    code = await starting_code(server)
    with pytest.raises(Unreachable):
        await join_home(
            home, server.url, code, "sara", PASSPHRASE, kdf=CHEAP, ca_file=stranger.file
        )
    await join_home(home, server.url, code, "sara", PASSPHRASE, kdf=CHEAP, ca_file=authority.file)
    desk = await asyncio.to_thread(lambda: open_desk(home, PASSPHRASE, kdf=CHEAP))
    try:
        kept = await asyncio.to_thread(desk.fact, SERVER_CA_FACT)
        assert kept == read_authority(authority.file)
        assert (await invite(desk, username="sara")).code
    finally:
        await desk.aclose()


def test_only_certificates_are_taken_from_the_file(authority: Authority, tmp_path: Path) -> None:
    certificate, key = authority.issue()
    both = tmp_path / "both.pem"
    both.write_bytes(key.read_bytes() + authority.file.read_bytes() + certificate.read_bytes())
    found = read_authority(both)
    assert found.count("BEGIN CERTIFICATE") == 2
    assert "PRIVATE" not in found
    with pytest.raises(ValueError, match="PEM"):
        load_pem_private_key(found.encode(), None)
    assert tls_context(None, found).get_ca_certs()


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "PEM"), (b"\x30\x82\x01\x0a", "PEM"), (b"-----BEGIN CERTIFICATE-----\nx", "PEM")],
)
def test_file_that_is_none_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "ca.pem"
    file.write_bytes(content)
    with pytest.raises(InvalidValue, match=words):
        read_authority(file)
    with pytest.raises(InvalidValue, match=words):
        read_authority(tmp_path / "missing.pem")


def test_authority_whose_time_is_over_is_refused(authority: Authority) -> None:
    over, _ = authority.issue(days=-1)
    with pytest.raises(InvalidValue, match="not valid today"):
        read_authority(over)


def test_join_command_takes_the_file(
    run: Run, server: RunningServer, authority: Authority, tmp_path: Path
) -> None:
    codes: list[str] = []

    async def make() -> None:
        codes.append(await starting_code(server))

    in_own_thread(make)
    at = ("--home", tmp_path / "desk", "--user", "sara", "--passphrase-stdin")
    wish = ("join", *at, "--server", server.url, "--code", codes[0])
    missing = run(*wish, "--ca-file", tmp_path / "missing.pem")
    assert (missing[0], missing[1]) == (2, "")
    assert "authority" in missing[2]
    assert run(*wish, "--ca-file", authority.file)[::2] == (0, "")
    code, out, _ = run("workstations", *at, "--json")
    assert (code, len(json.loads(out))) == (0, 1)
