"""Joining in the window: the real server on a socket, every failure in words, nothing left half."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel

from app.bootstrap.desk import Desk, open_desk
from app.bootstrap.home import Home, HomeLock, needs_first_run
from app.bootstrap.inviting import invite
from app.bootstrap.joining import join_home
from app.bootstrap.server import make_invitation
from app.security.join_code import new_join_code
from app.security.keyslots import read_users
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.certificates import new_authority
from tests.flows.proxy import FaultyProxy, Network
from tests.listening import Listener, silence
from tests.server_fixtures import Databases, RunningServer, databases, postgres, server
from tests.ui.conftest import until
from tests.ui.first_run.conftest import MemoryKeyStore, Person, Sits

__all__ = ["databases", "postgres", "server"]
pytestmark = pytest.mark.row("B5", "E9")


@pytest.fixture
async def proxy(server: RunningServer) -> AsyncIterator[FaultyProxy]:
    """Between the assistant and the server; watches for joins."""
    made = FaultyProxy(server.port, watched=b"POST /v1/join ")
    await made.start()
    yield made
    await made.stop()


def address(proxy: FaultyProxy) -> str:
    return f"http://127.0.0.1:{proxy.port}"


async def starting_code(server: RunningServer, clinic: str = "Nordlicht") -> str:
    return await make_invitation(server.databases.app, clinic, username="sara")


async def invitation(server: RunningServer, folder: Path, *, username: str, role: str) -> str:
    """A code of a clinic that another desk has started."""
    await join_home(folder, server.url, await starting_code(server), "sara", PASSPHRASE, kdf=CHEAP)
    desk = await asyncio.to_thread(open_desk, folder, PASSPHRASE, kdf=CHEAP, acting="admin")
    try:
        return (await invite(desk, username=username, role=role)).code
    finally:
        await desk.aclose()


def opened(folder: Path, keystore: MemoryKeyStore) -> Desk:
    return open_desk(folder, PASSPHRASE, kdf=CHEAP, keystore=keystore)


async def test_the_code_that_starts_a_clinic_makes_its_first_desk(
    sits: Sits, folder: Path, keystore: MemoryKeyStore, server: RunningServer
):
    person = await sits(keystore=keystore)
    await person.ask_to_join(server.url, await starting_code(server), "sara")
    await person.comes("pin_page")
    person.go_on()
    await person.comes("recovery_page")
    await person.finish()
    desk = opened(folder, keystore)
    try:
        assert (desk.clinic.name, desk.user.role, desk.server_url) == (
            "Nordlicht",
            "admin",
            server.url,
        )
    finally:
        desk.close()


async def test_a_further_desk_joins_and_is_asked_for_no_recovery_code(
    sits: Sits, folder: Path, keystore: MemoryKeyStore, server: RunningServer, tmp_path: Path
):
    code = await invitation(server, tmp_path / "first", username="eva", role="front_desk")
    person = await sits(keystore=keystore)
    await person.ask_to_join(server.url, code, "eva")
    await person.comes("pin_page")
    person.go_on()
    await person.comes("ready_page")
    person.go_on()
    assert (await person.ends()).username == "eva"
    desk = opened(folder, keystore)
    try:
        assert (desk.clinic.name, desk.user.role) == ("Nordlicht", "front_desk")
    finally:
        desk.close()


async def test_each_stage_is_said_and_the_window_lives(
    sits: Sits, keystore: MemoryKeyStore, server: RunningServer, proxy: FaultyProxy
):
    proxy.network = Network.STALLS_REPLY
    person = await sits(keystore=keystore)
    await person.ask_to_join(address(proxy), await starting_code(server), "sara")
    assert person.window.is_busy
    await until(lambda: "Enrolling" in person.window.footer.busy_words())


async def refused(person: Person) -> str:
    """The words of a refusal, with the page on which it can be mended."""
    await person.is_idle()
    assert person.page() == "join_page"
    return person.window.trouble()


async def test_a_code_nobody_made_is_refused_and_leaves_nothing(
    sits: Sits, folder: Path, keystore: MemoryKeyStore, server: RunningServer
):
    person = await sits(keystore=keystore)
    await person.ask_to_join(server.url, str(new_join_code()), "sara")
    assert (await refused(person)).startswith("The code is wrong, was used already, or is older")
    assert needs_first_run(folder)
    assert not Home(folder).exists


async def test_a_code_of_somebody_else_is_refused(
    sits: Sits, folder: Path, keystore: MemoryKeyStore, server: RunningServer
):
    person = await sits(keystore=keystore)
    await person.ask_to_join(server.url, await starting_code(server), "eva")
    assert await refused(person) == "The code is for somebody else."
    assert not Home(folder).exists


async def test_an_address_where_nobody_listens_is_said(sits: Sits, keystore: MemoryKeyStore):
    person = await sits(keystore=keystore)
    await person.ask_to_join("http://127.0.0.1:9", str(new_join_code()), "sara")
    assert (await refused(person)).startswith("Nothing listens at that address.")


async def test_a_name_that_is_not_found_is_said(sits: Sits, keystore: MemoryKeyStore):
    person = await sits(keystore=keystore)
    await person.ask_to_join("https://nowhere.invalid", str(new_join_code()), "sara")
    assert (await refused(person)).startswith("No server of that name is found.")


async def test_a_certificate_nobody_vouches_for_is_refused(
    sits: Sits, keystore: MemoryKeyStore, tmp_path: Path
):
    async with a_web_server(own_certificate(tmp_path)) as other:
        person = await sits(keystore=keystore)
        await person.ask_to_join(f"https://127.0.0.1:{other.port}", str(new_join_code()), "sara")
        assert (await refused(person)).startswith("The server's certificate is not trusted")


async def test_the_clinics_own_authority_is_chosen_as_a_file(
    sits: Sits, keystore: MemoryKeyStore, databases: Databases, tmp_path: Path
):
    authority = new_authority(tmp_path, "Clinic CA")
    certificate, key = authority.issue()
    with RunningServer(databases, tls_cert=certificate, tls_key=key) as server:
        person = await sits(keystore=keystore)
        code = await starting_code(server)
        await person.ask_to_join(server.url, code, "sara")
        assert "own authority" in await refused(person)
        shown = person.window.findChild(QLabel, "join_authority_file")
        assert shown is not None
        for file, words in ((key, "The file"), (tmp_path / "gone.pem", "The file")):
            choose(person, file)
            await person.ask_to_join(server.url, code, "sara")
            assert (await refused(person)).startswith(words)
            assert person.page() == "join_page"
        choose(person, authority.file)
        assert shown.text() == authority.file.name
        person.click("join_no_authority")
        assert shown.text().startswith("Only where")
        choose(person, authority.file)
        await person.ask_to_join(server.url, code, "sara")
        await person.comes("pin_page")


def choose(person: Person, file: Path) -> None:
    """Choose a file of certificates, as with the system's dialog."""
    person.click("join_authority")
    dialog = person.window.findChild(QFileDialog, "join_authority_dialog")
    assert dialog is not None
    dialog.fileSelected.emit(str(file))
    dialog.close()


async def test_what_does_not_speak_tls_is_named_so(sits: Sits, keystore: MemoryKeyStore):
    async with a_web_server() as other:
        person = await sits(keystore=keystore)
        await person.ask_to_join(f"https://127.0.0.1:{other.port}", str(new_join_code()), "sara")
        assert "does not speak encrypted HTTPS" in await refused(person)


async def test_another_web_page_is_no_clinic_server(sits: Sits, keystore: MemoryKeyStore):
    async with a_web_server() as other:
        person = await sits(keystore=keystore)
        await person.ask_to_join(f"http://127.0.0.1:{other.port}", str(new_join_code()), "sara")
        assert await refused(person) == (
            "What answers there is no Clinic Desk server. Check the address."
        )


async def interrupted(person: Person, server: RunningServer, proxy: FaultyProxy) -> str:
    """A join whose reply was lost; the code it was tried with."""
    proxy.network = Network.LOSES_REPLY
    code = await starting_code(server)
    await person.ask_to_join(address(proxy), code, "sara")
    assert await refused(person)
    return code


async def test_a_lost_reply_is_gone_on_with_at_the_next_try(
    sits: Sits, folder: Path, keystore: MemoryKeyStore, server: RunningServer, proxy: FaultyProxy
):
    person = await sits(keystore=keystore)
    code = await interrupted(person, server, proxy)
    assert "Joining Nordlicht was interrupted" in unfinished_words(person)
    person.type("join_code", code)
    person.go_on()
    assert not person.window.passphrase.again.isVisible(), "the passphrase is known already"
    person.type("first_passphrase", PASSPHRASE)
    person.go_on()
    await person.comes("pin_page")
    opened(folder, keystore).close()


async def test_an_interrupted_join_is_offered_again_when_the_program_starts_anew(
    sits: Sits, folder: Path, keystore: MemoryKeyStore, server: RunningServer, proxy: FaultyProxy
):
    person = await sits(keystore=keystore)
    code = await interrupted(person, server, proxy)
    person.window.close()
    assert await person.ends() is None
    assert needs_first_run(folder)
    again = await sits(keystore=keystore)
    await again.comes("join_page")
    assert again.window.join.username.value() == "sara"
    assert not again.window.join.username.control.isEnabled()
    await again.ask_to_join(server.url, code, "sara")
    await again.comes("pin_page")
    assert not needs_first_run(folder)


async def test_another_passphrase_does_not_go_on_with_a_join(
    sits: Sits, keystore: MemoryKeyStore, server: RunningServer, proxy: FaultyProxy
):
    person = await sits(keystore=keystore)
    code = await interrupted(person, server, proxy)
    person.type("join_code", code)
    person.go_on()
    person.type("first_passphrase", "not the one it was begun with")
    person.go_on()
    await person.is_idle()
    assert person.window.trouble().startswith("This join was begun with another one")


async def test_a_join_that_is_dropped_leaves_no_file_and_no_secret(
    sits: Sits, folder: Path, keystore: MemoryKeyStore, server: RunningServer, proxy: FaultyProxy
):
    person = await sits(keystore=keystore)
    await interrupted(person, server, proxy)
    person.click("start_over_button")
    asked = person.question()
    assert asked is not None
    asked.accept()
    await person.comes("welcome_page")
    assert needs_first_run(folder)
    assert not Home(folder).key_slots.exists()
    assert [name for name in keystore.secrets if "device-secret" in name] == []


async def test_a_code_of_another_clinic_does_not_fit_an_interrupted_join(
    sits: Sits, keystore: MemoryKeyStore, server: RunningServer, proxy: FaultyProxy
):
    person = await sits(keystore=keystore)
    await interrupted(person, server, proxy)
    person.type("join_code", await starting_code(server, "Südlicht"))
    person.go_on()
    person.type("first_passphrase", PASSPHRASE)
    person.go_on()
    assert "but this desk is of Nordlicht" in await refused(person)


async def test_cancelling_a_join_that_hangs_gives_the_window_back_and_it_can_go_on(
    sits: Sits, folder: Path, keystore: MemoryKeyStore, server: RunningServer, proxy: FaultyProxy
):
    proxy.network = Network.STALLS_REPLY
    code = await starting_code(server)
    person = await sits(keystore=keystore)
    await person.ask_to_join(address(proxy), code, "sara")
    await drained(proxy)
    person.click("first_cancel")
    assert (await refused(person)).startswith("The join was stopped.")
    HomeLock(folder).release()
    await person.ask_to_join(server.url, code, "sara")
    await person.comes("pin_page")


async def test_cancelling_before_anything_was_made_leaves_nothing(
    sits: Sits, folder: Path, keystore: MemoryKeyStore
):
    async with Listener(silence) as other:
        person = await sits(keystore=keystore)
        await person.ask_to_join(f"http://127.0.0.1:{other.port}", str(new_join_code()), "sara")
        person.click("first_cancel")
        assert await refused(person) == "Stopped. Nothing was made on this computer."
    assert not Home(folder).exists


async def test_closing_while_joining_ends_the_program_and_keeps_what_can_go_on(
    sits: Sits, folder: Path, keystore: MemoryKeyStore, server: RunningServer, proxy: FaultyProxy
):
    proxy.network = Network.STALLS_REPLY
    person = await sits(keystore=keystore)
    await person.ask_to_join(address(proxy), await starting_code(server), "sara")
    await drained(proxy)
    person.window.close()
    assert await person.ends() is None
    HomeLock(folder).release()
    assert needs_first_run(folder)
    assert [user.username for user in read_users(Home(folder).key_slots)] == ["sara"]


async def drained(proxy: FaultyProxy) -> None:
    """The join has reached the server; its reply is held back."""
    await until(proxy.stalled.is_set)


def unfinished_words(person: Person) -> str:
    notice = person.window.findChild(object, "join_unfinished")  # type: ignore[type-var]
    return notice.text() if notice is not None else ""  # type: ignore[attr-defined]


def a_web_server(tls: ssl.SSLContext | None = None) -> Listener:
    """Some other web server: it answers every request with a page."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1024)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nhey!")
        await writer.drain()
        writer.close()

    return Listener(answer, tls=tls)


def own_certificate(folder: Path) -> ssl.SSLContext:
    """TLS with a certificate that only its maker trusts."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "somebody")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    file = folder / "own.pem"
    pem = serialization.Encoding.PEM
    file.write_bytes(
        made.public_bytes(pem)
        + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
