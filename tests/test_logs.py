"""Patient data never reaches a log, whichever way it tries; without the filter it would."""

from __future__ import annotations

import asyncio
import gc
import io
import logging
import os
import subprocess
import sys
import textwrap
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from app import logs
from app.domain.errors import SelfCheckFailed, StaleVersion
from app.domain.ids import RecordId, new_id

CANARY = "Zzyzx-Quillfeather"
pytestmark = pytest.mark.row("E12", "F2")


@pytest.fixture
def stream(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """The log as it would stand on stderr; all global hooks are put back afterwards."""
    root = logging.getLogger()
    kept = (root.handlers[:], root.level, logging.raiseExceptions, logging.lastResort)
    hooks = (sys.excepthook, sys.unraisablehook, threading.excepthook, warnings.showwarning)
    out = io.StringIO()
    monkeypatch.setattr(sys, "stderr", out)
    logs.configure_logs("DEBUG")
    yield out
    root.handlers[:], logging.raiseExceptions, logging.lastResort = kept[0], kept[2], kept[3]
    root.setLevel(kept[1])
    logging.Logger.addHandler = logs._add_unfiltered
    sys.excepthook, sys.unraisablehook, threading.excepthook, warnings.showwarning = hooks


def _log() -> logging.Logger:
    return logging.getLogger("app.test")


def _fail() -> None:
    raise ValueError(f"cannot read {CANARY}")


def test_arguments_that_may_be_patient_data_are_hidden(stream: io.StringIO):
    _log().error("could not save %s for %r, born %s", CANARY, [CANARY], "1971-05-03")
    assert CANARY not in stream.getvalue()
    assert "1971" not in stream.getvalue()
    assert "could not save [hidden]" in stream.getvalue()


def test_text_mixed_into_the_template_is_hidden(stream: io.StringIO):
    _log().error(f"could not save {CANARY}")
    _log().error("could not save " + CANARY)
    _log().error(str(ValueError(CANARY)))
    assert CANARY not in stream.getvalue()


def test_counts_identifiers_and_codes_are_shown(stream: io.StringIO):
    identifier = new_id()
    _log().error("pushed %d of %s, answer %s", 12, identifier, "stale_version")
    assert f"pushed 12 of {identifier}, answer stale_version" in stream.getvalue()


def test_long_numbers_are_hidden(stream: io.StringIO):
    _log().error("number %s", 2125550100)
    assert "2125550100" not in stream.getvalue()


def test_named_arguments_are_filtered_too(stream: io.StringIO):
    _log().error("%(count)d records of %(name)s", {"count": 3, "name": CANARY})
    assert "3 records of [hidden]" in stream.getvalue()


def test_an_exception_leaves_as_type_and_places(stream: io.StringIO):
    try:
        _fail()
    except ValueError:
        _log().exception("importing failed")
    assert CANARY not in stream.getvalue()
    assert "ValueError at tests/test_logs.py" in stream.getvalue()


def test_our_own_errors_leave_with_their_code(stream: io.StringIO):
    _log().error("refused: %s", StaleVersion("patient", RecordId("01" * 16)))
    assert "StaleVersion stale_version" in stream.getvalue()


def test_stack_information_is_left_out(stream: io.StringIO):
    _log().error("here", stack_info=True)
    assert len(stream.getvalue().splitlines()) == 1


def test_other_libraries_texts_do_not_leave(stream: io.StringIO):
    logging.getLogger("sqlalchemy.engine").error("INSERT %s", CANARY)
    logging.getLogger("asyncio").error("Task %s", CANARY)
    logging.getLogger("httpx").info("GET /patients?name=%s", CANARY)
    assert CANARY not in stream.getvalue()
    assert "error reported at tests/test_logs.py:" in stream.getvalue()
    assert len(stream.getvalue().splitlines()) == 2


def test_a_wrongly_written_call_shows_no_arguments(stream: io.StringIO):
    _log().error("two %s %s", CANARY)
    assert CANARY not in stream.getvalue()


def test_an_uncaught_error_on_the_main_thread_is_filtered(stream: io.StringIO):
    try:
        _fail()
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    assert CANARY not in stream.getvalue()
    assert "the program stopped: ValueError" in stream.getvalue()


def test_an_uncaught_error_on_another_thread_is_filtered(stream: io.StringIO):
    thread = threading.Thread(target=_fail)
    thread.start()
    thread.join()
    assert CANARY not in stream.getvalue()
    assert "a thread stopped: ValueError" in stream.getvalue()


def test_an_error_while_clearing_up_is_filtered(stream: io.StringIO):
    class Stubborn:
        def __del__(self) -> None:
            _fail()

    Stubborn()
    gc.collect()
    assert CANARY not in stream.getvalue()
    assert "clearing up failed: ValueError" in stream.getvalue()


def test_a_warning_is_filtered(stream: io.StringIO):
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = logs._on_warning
        warnings.warn(f"odd value {CANARY}", UserWarning, stacklevel=1)
    assert CANARY not in stream.getvalue()
    assert "UserWarning at tests/test_logs.py" in stream.getvalue()


async def test_what_an_event_loop_reports_is_filtered(stream: io.StringIO):
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(logs.on_asyncio_error)
    loop.call_soon(_fail)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert CANARY not in stream.getvalue()
    assert "a background task failed: ValueError" in stream.getvalue()


def test_what_qt_reports_is_filtered(stream: io.StringIO):
    from types import SimpleNamespace

    mode = SimpleNamespace(name="QtWarningMsg")
    logs.on_qt_message(mode, None, f"QLabel::setText: {CANARY}")
    logs.on_qt_message(mode, None, CANARY)
    assert CANARY not in stream.getvalue()
    assert "Qt reports Warning from QLabel::setText" in stream.getvalue()


def test_without_the_filter_the_canary_does_appear(stream: io.StringIO):
    """The control: these tests look in the right place."""
    logging.getLogger().handlers[0].filters.clear()
    _log().error("could not save %s", CANARY)
    assert CANARY in stream.getvalue()


def test_a_whole_program_that_crashes_says_nothing_about_patients():
    program = textwrap.dedent(f"""
        from app.logs import configure_logs, harden_process
        import resource
        configure_logs(); harden_process()
        assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
        raise RuntimeError("{CANARY}")
    """)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert CANARY not in done.stderr
    assert "the program stopped: RuntimeError" in done.stderr


def _run_program(program: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


@pytest.mark.skipif(sys.platform == "win32", reason="a signal ends this program")
def test_a_crash_of_the_interpreter_leaves_its_stacks_and_no_values(tmp_path: Path):
    done = _run_program(f"""
        import faulthandler, os, pathlib
        from app.logs import configure_logs, harden_process, keep_stacks_of_crashes
        configure_logs(); harden_process()
        os.chdir({str(tmp_path)!r})
        keep_stacks_of_crashes(pathlib.Path({str(tmp_path)!r}) / "log")
        def save(patient):
            faulthandler._sigsegv()
        save("{CANARY}")
    """)
    assert done.returncode < 0
    assert CANARY not in done.stderr
    kept = tmp_path / "log" / "crash.log"
    assert "in save" in kept.read_text()
    assert CANARY not in kept.read_text()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["log"]


def test_a_crash_file_that_grew_starts_anew_and_a_closed_folder_stops_nobody(tmp_path: Path):
    (tmp_path / "crash.log").write_bytes(b"x" * 300_000)
    (tmp_path / "taken").touch()
    done = _run_program(f"""
        import faulthandler, pathlib
        from app.logs import keep_stacks_of_crashes
        keep_stacks_of_crashes(pathlib.Path({str(tmp_path)!r}))
        assert faulthandler.is_enabled()
        keep_stacks_of_crashes(pathlib.Path({str(tmp_path)!r}) / "taken")
        assert not faulthandler.is_enabled()
    """)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "crash.log").stat().st_size == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no core files of this kind")
def test_a_process_that_cannot_be_hardened_does_not_start(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(logs, "is_hardened", lambda: False)
    monkeypatch.setattr(logs, "_system_call", lambda option: 0)
    monkeypatch.setattr("resource.setrlimit", lambda kind, limits: None)
    with pytest.raises(SelfCheckFailed, match="core_dumps"):
        logs.harden_process()


def test_a_librarys_own_handler_does_not_pass_the_filter(stream: io.StringIO):
    library = logging.getLogger("uvicorn.error")
    library.propagate = False
    library.addHandler(logging.StreamHandler(stream))
    logs._close_side_doors()
    library.error("cannot answer %s", CANARY)
    assert CANARY not in stream.getvalue()
    assert stream.getvalue().startswith(
        "ERROR uvicorn.error: error reported at tests/test_logs.py:"
    )


@pytest.mark.parametrize("name", ["httpx", "sqlalchemy.engine", "uvicorn.access", "asyncpg"])
def test_chatty_libraries_are_held_to_warnings(stream: io.StringIO, name: str):
    assert logging.getLogger(name).getEffectiveLevel() == logging.WARNING


def test_what_a_database_error_carries_does_not_leave(stream: io.StringIO):
    inner = RuntimeError(f"DETAIL: Key (n)=({CANARY}) already exists")
    try:
        raise IntegrityError(f"INSERT {CANARY}", {"n": CANARY}, inner) from inner
    except IntegrityError as error:
        error.add_note(CANARY)
        _log().exception("saving failed")
        _log().error("saving failed: %s", error)
    assert CANARY not in stream.getvalue()
    assert stream.getvalue().count("IntegrityError from RuntimeError") == 2


def test_a_mapping_alone_shows_neither_keys_nor_values(stream: io.StringIO):
    _log().error("could not save %s", {CANARY: 1})
    _log().error("%(count)s of %s", {"count": 3, CANARY: 1})
    assert CANARY not in stream.getvalue()
    assert "could not save [hidden]" in stream.getvalue()


@pytest.mark.parametrize("number", [555_0142, 100_000, 123_456.5])
def test_numbers_as_long_as_a_local_phone_number_are_hidden(stream: io.StringIO, number: float):
    _log().error("could not save %s", number)
    assert "could not save [hidden]" in stream.getvalue()


def test_a_handler_added_later_does_not_pass_the_filter(stream: io.StringIO):
    library = logging.getLogger("a_library_of_later")
    own = logging.StreamHandler(stream)
    library.addHandler(own)
    try:
        library.error("cannot answer %s", CANARY)
    finally:
        library.removeHandler(own)
    assert CANARY not in stream.getvalue()
    assert stream.getvalue().count("error reported at tests/test_logs.py:") == 2


def test_names_that_are_no_modules_or_source_files_are_hidden(stream: io.StringIO):
    logging.getLogger(f"{CANARY}.x").error("text")
    odd = compile("1/0", f"/data/{CANARY}/Okafor_Amara_1971.json", "exec")
    try:
        exec(odd)
    except ZeroDivisionError:
        _log().exception("could not read")
    assert CANARY not in stream.getvalue()
    assert "Okafor" not in stream.getvalue()
    assert "ZeroDivisionError at tests/test_logs.py:" in stream.getvalue()
