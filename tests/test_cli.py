"""The command line the outside world relies on: exit codes, one line of error, JSON shapes."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app import cli
from app.bootstrap import desk as desk_module
from app.bootstrap import founding
from app.bootstrap.home import HomeLock
from app.domain.declare import entities
from tests.bootstrap.conftest import CHEAP, PASSPHRASE
from tests.waiting import PATIENCE_S

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs one command in this process, with cheap keys and its own standard streams; what stands
    in a dict among the arguments is told it on stdin."""
    real = founding.create_slots

    def cheap_slots(*arguments: object, **options: object) -> object:
        return real(*arguments, **{**options, "kdf": CHEAP})  # type: ignore[arg-type]

    monkeypatch.setattr(founding, "create_slots", cheap_slots)
    monkeypatch.setattr(cli.logs, "configure_logs", lambda level="WARNING": None)
    monkeypatch.setattr(cli.logs, "harden_process", lambda: None)
    monkeypatch.setattr(cli.logs, "keep_stacks_of_crashes", lambda folder: None)

    def call(*arguments: object, stdin: str = PASSPHRASE + "\n") -> tuple[int, str, str]:
        facts: dict[str, str] = {}
        for one in arguments:
            facts |= one if isinstance(one, dict) else {}
        named = [str(one) for one in arguments if not isinstance(one, dict)]
        if facts:
            named, stdin = [*named, "--facts-stdin"], f"{stdin}{json.dumps(facts)}\n"
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        try:
            code = cli.main(named)
        except SystemExit as stop:
            code = int(stop.code or 0)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call


@pytest.fixture
def home(run: Run, tmp_path: Path) -> Path:
    folder = tmp_path / "desk"
    code, _, _ = run(
        "init", "--home", folder, "--clinic", "Nordlicht", "--user", "sara", "--passphrase-stdin"
    )
    assert code == 0
    return folder


def _bundle(folder: Path, *, family: str = "Quillfeather") -> Path:
    bundle = {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [
            {
                "fullUrl": "urn:uuid:0d5f1a2e-7f3b-4c0a-9d55-0a1b2c3d4e5f",
                "resource": {
                    "resourceType": "Patient",
                    "id": "0d5f1a2e-7f3b-4c0a-9d55-0a1b2c3d4e5f",
                    "name": [{"use": "official", "family": family, "given": ["Amara"]}],
                    "birthDate": "1971-05-03",
                    "gender": "female",
                },
            }
        ],
    }
    path = folder / "patient.json"
    path.write_text(json.dumps(bundle))
    return path


def _is_one_line(text: str) -> bool:
    return len(text.splitlines()) == 1 and "Traceback" not in text


def test_a_second_init_on_a_home_is_refused_and_changes_nothing(run: Run, home: Path):
    before = (home / "keyslots.json").read_bytes()
    code, _, err = run(
        "init", "--home", home, "--clinic", "Other", "--user", "tom", "--passphrase-stdin"
    )
    assert (code, _is_one_line(err)) == (cli.USAGE, True)
    assert (home / "keyslots.json").read_bytes() == before


@pytest.mark.row("F3")
@pytest.mark.parametrize("command", [["doctor"], ["import", "."], ["invite", "--for", "tom"]])
def test_a_wrong_passphrase_has_its_own_exit_code(run: Run, home: Path, command: list[str]):
    name, *rest = command
    code, out, err = run(
        name, "--home", home, "--passphrase-stdin", *rest, stdin="not the right one\n"
    )
    assert (code, out, _is_one_line(err)) == (cli.KEYS, "", True)


@pytest.mark.row("F3")
def test_a_weak_passphrase_is_refused(run: Run, tmp_path: Path):
    code, _, err = run(
        "init", "--home", tmp_path / "new", "--clinic", "N", "--user", "sara",
        "--passphrase-stdin", stdin="hunter2\n",
    )  # fmt: skip
    assert code == cli.USAGE
    assert "hunter2" not in err


def test_without_a_passphrase_nothing_is_asked(run: Run, home: Path):
    assert run("doctor", "--home", home)[0] == cli.USAGE
    assert run("doctor", "--home", home, "--passphrase-stdin", stdin="")[0] == cli.USAGE


@pytest.mark.row("B8")
def test_a_bad_setting_stops_the_start(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CLINIC_DESK_AUDIT_ENABLED", "false")
    code, _, err = run("doctor", "--home", home, "--passphrase-stdin")
    assert code == cli.USAGE
    assert "CLINIC_DESK_AUDIT_ENABLED" in err


def test_doctor_answers_in_json(run: Run, home: Path):
    code, out, err = run("doctor", "--home", home, "--passphrase-stdin", "--json")
    report = json.loads(out)
    assert (code, err) == (0, "")
    assert report["self_check"] == report["integrity"] == report["audit_chain"] == "ok"
    assert report["is_healthy"] is True
    assert {spec.name for spec in entities()} <= set(report["rows"])
    assert report["pending"] == {"waiting": 3, "conflicted": 0, "quarantined": 0}
    assert report["key_mode"] == "passphrase"
    assert {"clinic-desk", "python", "sqlcipher", "sqlite", "schema"} <= set(report["versions"])


def test_doctor_answers_in_words(run: Run, home: Path):
    _, out, _ = run("doctor", "--home", home, "--passphrase-stdin")
    assert "integrity: ok" in out
    assert "rows of workstation: 1" in out


@pytest.mark.row("F2")
def test_doctor_finds_a_damaged_database(run: Run, home: Path):
    raw = bytearray((home / "clinic.db").read_bytes())
    raw[-2000:-1900] = bytes(100)
    (home / "clinic.db").write_bytes(raw)
    code, _, err = run("doctor", "--home", home, "--passphrase-stdin", "--json")
    assert code != 0
    assert "Traceback" not in err


@pytest.mark.parametrize("command", ["doctor", "import"])
def test_a_home_in_use_is_said_to_be(run: Run, home: Path, command: str, tmp_path: Path):
    paths = [_bundle(tmp_path)] if command == "import" else []
    with HomeLock(home):
        code, _, err = run(command, "--home", home, "--passphrase-stdin", *paths)
    assert (code, _is_one_line(err)) == (cli.FAILED, True)
    assert "Another program has this desk open" in err


def test_import_counts_and_a_second_run_writes_nothing(run: Run, home: Path, tmp_path: Path):
    arguments = ("import", "--home", home, "--passphrase-stdin", _bundle(tmp_path), "--json")
    code, first, _ = run(*arguments)
    _, second, _ = run(*arguments)
    assert code == 0
    assert json.loads(first)["Patient"] == {
        "read": 1, "written": 1, "unchanged": 0, "refused": 0, "not_kept": 0,
    }  # fmt: skip
    assert json.loads(second)["Patient"]["written"] == 0
    assert json.loads(second)["Patient"]["unchanged"] == 1


def test_import_in_words_says_how_far_it_is_on_stderr(run: Run, home: Path, tmp_path: Path):
    code, out, err = run("import", "--home", home, "--passphrase-stdin", _bundle(tmp_path))
    assert (code, "Patient: 1 read, 1 written" in out) == (0, True)
    assert "writing: 1 of 1" in err
    assert "Quillfeather" not in out + err


def test_a_missing_path_is_refused_before_anything_is_opened(run: Run, home: Path):
    code, _, err = run("import", "--home", home, "--passphrase-stdin", home / "Quillfeather.json")
    assert (code, _is_one_line(err)) == (cli.FAILED, True)
    assert "Quillfeather" not in err


def test_an_unknown_user_is_refused(run: Run, home: Path):
    code, _, err = run("doctor", "--home", home, "--passphrase-stdin", "--user", "tom")
    assert (code, _is_one_line(err)) == (cli.KEYS, True)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--code", "nonsense", "--server", "http://127.0.0.1:1"], "code"),
        (["--code", "0" * 26, "--server", "http://clinic.example"], "server"),
    ],
)
def test_join_refuses_a_bad_code_and_an_unprotected_server(
    run: Run, tmp_path: Path, arguments: list[str], word: str
):
    code, _, err = run(
        "join", "--home", tmp_path / "new", "--user", "tom", "--passphrase-stdin", *arguments
    )
    assert (code, _is_one_line(err)) == (cli.USAGE, True)
    assert word in err
    assert not (tmp_path / "new").exists()


def test_join_without_a_server_in_reach_has_its_own_exit_code(run: Run, tmp_path: Path):
    code, _, err = run(
        "join", "--home", tmp_path / "new", "--user", "tom", "--passphrase-stdin",
        "--code", "0" * 26, "--server", "http://127.0.0.1:1",
    )  # fmt: skip
    assert (code, _is_one_line(err)) == (cli.SERVER, True)


def test_invite_needs_a_server(run: Run, home: Path):
    code, _, err = run("invite", "--home", home, "--passphrase-stdin", "--for", "tom")
    assert (code, _is_one_line(err)) == (cli.USAGE, True)


@pytest.mark.parametrize("arguments", [["fly"], ["init"], ["demo", "--headless", "--tour", "x"]])
def test_wrong_usage_is_exit_code_two(run: Run, arguments: list[str]):
    assert run(*arguments)[0] == cli.USAGE


@pytest.mark.parametrize("absent", ["export"])
def test_later_commands_are_absent(run: Run, absent: str):
    assert run(absent)[0] == cli.USAGE
    commands = [line.split()[0] for line in run("--help")[1].splitlines() if line.strip()]
    assert "audit-export" in commands
    assert absent not in commands


@pytest.mark.row("F2", "E12")
def test_an_unexpected_error_is_one_line_without_its_text(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
):
    def fail(*arguments: object, **options: object) -> None:
        raise RuntimeError("Quillfeather")

    monkeypatch.setattr(desk_module, "HomeLock", fail)
    code, _, err = run("doctor", "--home", home, "--passphrase-stdin")
    assert (code, _is_one_line(err)) == (cli.FAILED, True)
    assert "RuntimeError" in err
    assert "Quillfeather" not in err


def test_a_real_process_makes_and_examines_a_desk(tmp_path: Path):
    """The only test with keys at full cost and nothing replaced."""
    home = tmp_path / "desk"
    made = _process("init", "--home", home, "--clinic", "N", "--user", "sara")
    assert (made.returncode, made.stdout.splitlines()[0]) == (0, "The desk is ready.")
    examined = _process("doctor", "--home", home, "--json")
    assert json.loads(examined.stdout)["is_healthy"] is True
    shutil.rmtree(home)
    gone = _process("doctor", "--home", home)
    assert (gone.returncode, _is_one_line(gone.stderr)) == (cli.USAGE, True)


def _process(*arguments: object) -> subprocess.CompletedProcess[str]:
    command, *rest = map(str, arguments)
    return subprocess.run(
        [sys.executable, "-m", "app", command, *rest, "--passphrase-stdin"],
        input=PASSPHRASE + "\n",
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )


def test_starting_the_command_imports_nothing_heavy():
    program = "import sys, app.cli; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    heavy = {"sqlalchemy", "httpx", "PySide6", "keyring", "cryptography", "alembic", "litestar"}
    assert not heavy & set(done.stdout.split())


def test_an_import_names_what_it_refused_by_position(run: Run, home: Path, tmp_path: Path):
    """Four files nobody can read and one with a bad record: reasons, but no name and no value."""
    folder = tmp_path / "Quillfeather"
    folder.mkdir()
    (folder / "a.json").write_bytes(b"")
    (folder / "b.json").write_text('{"resourceType": "Bundle", "entry": [')
    (folder / "c.json.gz").write_bytes(b"no gzip")
    (folder / "d.json").write_text("[1]")
    bad = _bundle(folder).read_text().replace("1971-05-03", "Quillday")
    (folder / "patient.json").write_text(bad)
    code, out, err = run("import", "--home", home, "--passphrase-stdin", "--json", folder)
    lines = err.splitlines()
    assert code == cli.FAILED
    assert set(json.loads(out)) >= {"Patient"}
    assert "path 1, file 1: is not complete JSON" in lines
    assert "path 1, file 4: does not have the shape of FHIR" in lines
    assert [line for line in lines if line.startswith("path 1, file 5, entry 1, Patient: ")]
    assert "4 files could not be read" in lines
    assert "Quill" not in out + err


def test_refused_records_in_readable_files_are_told_and_the_rest_counts(
    run: Run, home: Path, tmp_path: Path
):
    bundle = json.loads(_bundle(tmp_path).read_text())
    good = bundle["entry"][0]["resource"]
    lines = [good] + [{**good, "id": f"p{n}", "birthDate": "never"} for n in range(30)]
    path = tmp_path / "patients.ndjson"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    code, _, err = run("import", "--home", home, "--passphrase-stdin", path)
    assert code == 0
    assert err.count("path 1, entry ") == 20
    assert "and 10 more" in err.splitlines()


@pytest.mark.parametrize("kind", ["empty folder", "empty bundle", "device"])
def test_an_import_that_finds_nothing_fails_and_says_so(
    run: Run, home: Path, tmp_path: Path, kind: str
):
    path = tmp_path / "given"
    if kind == "empty folder":
        path.mkdir()
    elif kind == "empty bundle":
        path.write_text('{"resourceType": "Bundle", "entry": []}')
    else:
        path = Path("/dev/zero")
    code, out, err = run("import", "--home", home, "--passphrase-stdin", "--json", path)
    assert (code, out) == (cli.FAILED, "{}\n")
    assert "nothing to import found" in err or "path 1: is not a file" in err


def test_an_import_into_a_damaged_database_is_refused_and_writes_nothing(
    run: Run, home: Path, tmp_path: Path
):
    desk = desk_module.open_desk(home, PASSPHRASE)
    with desk.store.database.reading() as session:
        page = session.all("SELECT rootpage FROM sqlite_schema WHERE name = 'immunization'")[0][0]
    desk.close()
    database = home / "clinic.db"
    raw = bytearray(database.read_bytes())
    raw[4096 * page - 2000 : 4096 * page - 1900] = bytes(100)  # nothing that opening looks at
    database.write_bytes(raw)
    code, _, err = run("import", "--home", home, "--passphrase-stdin", _bundle(tmp_path))
    assert (code, _is_one_line(err)) == (cli.FAILED, True)
    assert "The clinic's database is damaged (" in err
    assert "join the clinic again" in err


REVOKE = ("server", "revoke", "--dsn", "postgresql://x@127.0.0.1:1/x", "--clinic")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--home", "", "doctor"],
        ["doctor", "--home", "", "--passphrase-stdin"],
        ["import", "--passphrase-stdin", "--home", "HOME", ""],
        ["bench", "--patients", "0"],
        ["bench", "--patients", "-5"],
        ["server", "--port", "99999", "--dsn", "postgresql://x@/x"],
        ["server", "--port", "-5", "--dsn", "postgresql://x@/x"],
        ["server", "--dsn", "mysql://x@127.0.0.1/x"],
        ["server", "--dsn", "postgresql://x@127.0.0.1:1/x"],
        ["server", "--dsn", "postgresql://x@db.example.org/x"],
        [*REVOKE, "x"],
        [*REVOKE, "x", "--user", "u"],
        [*REVOKE, "0" * 32, "--device", "d"],
        [*REVOKE, "0" * 32, "--user", "u"],
        [
            "server",
            "invite",
            "--dsn",
            "postgresql://x@127.0.0.1:1/x",
            "--clinic",
            "C",
            "--user",
            "u",
        ],
    ],
    ids=" ".join,
)
def test_a_mistake_in_what_is_given_is_wrong_usage(run: Run, home: Path, arguments: list[str]):
    given = [str(home) if one == "HOME" else one for one in arguments]
    code, _, err = run(*given)
    assert code == cli.USAGE
    assert "unexpected" not in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "address",
    ["http://[::1", "http://127.0.0.1:port", "http://127.0.0.1:99999", "ftp://x", "x", ""],
)
def test_join_refuses_what_is_no_address_before_the_network(run: Run, tmp_path: Path, address: str):
    code, _, err = run(
        "join", "--home", tmp_path / "new", "--user", "tom", "--passphrase-stdin",
        "--code", "0" * 26, "--server", address,
    )  # fmt: skip
    assert (code, _is_one_line(err)) == (cli.USAGE, True)
    assert "--server" in err


def test_the_code_comes_from_stdin_before_the_passphrase(run: Run, tmp_path: Path):
    """The code is read (and found too short) from the first of two lines."""
    code, _, err = run(
        "join", "--home", tmp_path / "new", "--user", "tom", "--passphrase-stdin",
        "--code-stdin", "--server", "http://127.0.0.1:1", stdin=f"nonsense\n{PASSPHRASE}\n",
    )  # fmt: skip
    assert (code, "code: " in err) == (cli.USAGE, True)
    full = run(
        "join", "--home", tmp_path / "new", "--user", "tom", "--passphrase-stdin",
        "--code-stdin", "--server", "http://127.0.0.1:1", stdin=f"{'0' * 26}\n{PASSPHRASE}\n",
    )  # fmt: skip
    assert full[0] == cli.SERVER


def test_a_byte_order_mark_is_no_part_of_the_passphrase(run: Run, home: Path):
    assert (
        run("doctor", "--home", home, "--passphrase-stdin", stdin=f"\ufeff{PASSPHRASE}\n")[0] == 0
    )


def test_a_name_is_found_however_its_accent_is_written(run: Run, tmp_path: Path):
    folder = tmp_path / "desk"
    run("init", "--home", folder, "--clinic", "N", "--user", "Zoe\u0301", "--passphrase-stdin")
    for user in ("Zo\u00e9", "Zoe\u0301"):
        assert run("doctor", "--home", folder, "--passphrase-stdin", "--user", user)[0] == 0


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("typed", "expected"),
    [([PASSPHRASE, PASSPHRASE], 0), ([PASSPHRASE, "another one"], 2), ([""], 2), ([], 2)],
)
def test_a_new_passphrase_is_typed_twice(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: list[str], expected: int
):
    answers = iter(typed)

    def ask(prompt: str) -> str:
        del prompt
        try:
            return next(answers)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("getpass.getpass", ask)
    assert run("doctor", "--help")[0] == 0  # the cheap keys are in place
    monkeypatch.setattr(sys, "stdin", _Terminal())
    code = cli.main(["init", "--home", str(tmp_path / "d"), "--clinic", "N", "--user", "sara"])
    assert code == expected
    assert (tmp_path / "d").exists() == (expected == 0)
    assert not list(answers)


def _shell(script: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["/bin/sh", "-c", script, "sh", sys.executable],
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
        timeout=PATIENCE_S,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell runs these")
def test_real_streams_may_be_closed_unread_or_of_another_encoding(home: Path):
    command = f"\"$1\" -m app doctor --home '{home}' --passphrase-stdin"
    closed = _shell(f"{command} <&-")
    assert (closed.returncode, b"stdin is closed" in closed.stderr) == (cli.USAGE, True)
    unread = _shell(f"(echo '{PASSPHRASE}' | {command}; echo $? >&2) | true")
    assert unread.stderr.split() in ([b"141"], [b"0"])
    program = (
        "import contextlib, app.cli\n"
        "with contextlib.suppress(SystemExit): app.cli.main(['--version'])\n"
        "print(chr(0x2713))"
    )
    narrow = {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    other = _shell(f'"$1" -c "{program}"', **narrow)
    assert (other.returncode, other.stdout.split()[-1]) == (0, b"?")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
def test_without_a_display_the_window_says_so():
    hidden = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}
    for command in ("", "demo"):
        done = _shell(f'"$1" -m app {command}', **hidden)
        assert (done.returncode, b"There is no display" in done.stderr) == (cli.FAILED, True)


@pytest.mark.row("C4")
def test_doctor_shows_indexes_with_what_they_hold(run: Run, home: Path):
    _, out, _ = run("doctor", "--home", home, "--passphrase-stdin")
    assert "index ix_user_username (username, id): 1 entries" in out
    _, out, _ = run("doctor", "--home", home, "--passphrase-stdin", "--json")
    (one,) = [one for one in json.loads(out)["indexes"]["user"] if "username" in one["name"]]
    assert (one["entries"], one["is_own"], one["size_bytes"] > 16) == (1, False, True)


@pytest.mark.row("C4")
def test_an_index_is_made_explained_and_dropped_at_the_terminal(run: Run, home: Path):
    def index(*options: str) -> str:
        code, out, err = run("index", "patient", *options, "--home", home, "--passphrase-stdin")
        assert (code, err) == (0, "")
        return out

    assert "goes through the records one by one" in index("--explain", "--by", "city")
    assert "made own_patient_by_city" in index("--create", "by_city", "--by", "city")
    assert "indexes: own_patient_by_city" in index("--explain", "--by", "city")
    assert "own_patient_by_city (city, id): 0 entries" in index()
    assert "dropped" in index("--drop", "by_city")
    code, _, err = run("index", "colour", "--home", home, "--passphrase-stdin")
    assert code != 0
    assert "record type" in err
