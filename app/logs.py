"""Logging set-up: patient data never reaches a log, whichever way a message takes out.

A message leaves only as a template that stands in our own source code, filled with values that
cannot be patient data: numbers, identifiers, error codes, names of record types. Exceptions leave
as their type and the places they passed; texts of other libraries do not leave at all.
"""

from __future__ import annotations

import builtins
import faulthandler
import inspect
import logging
import os
import re
import sys
import sysconfig
import threading
import traceback
import warnings
from collections.abc import Mapping
from contextlib import suppress
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from app.domain.errors import ClinicError, SelfCheckFailed
from app.domain.phi import Phi

if TYPE_CHECKING:
    import asyncio

HIDDEN = "[hidden]"
LARGEST_NUMBER = 100_000
"""Larger numbers may be phone, record or insurance numbers."""
_QUIET = (
    "asyncpg",
    "httpx",
    "httpcore",
    "sqlalchemy",
    "alembic",
    "asyncio",
    "websockets",
    "keyring",
    "litestar",
    "qasync",
    "uvicorn",
    "uvicorn.access",
    "uvicorn.error",
)
_LONGEST_CRASH_FILE = 256 * 1024
_PR_GET_DUMPABLE, _PR_SET_DUMPABLE = 3, 4
_IDENTIFIER = re.compile(r"[0-9a-f]{32}")
_SOURCES = tuple(
    f"{place}/".replace("\\", "/")
    for place in {
        str(Path(__file__).parent),
        *(sysconfig.get_path(kind) for kind in ("stdlib", "platstdlib", "purelib", "platlib")),
    }
)
"""Where the program's and the libraries' source lies."""
_QT_ORIGIN = re.compile(r"Q[A-Za-z]+(::[A-Za-z~]+)*(?=[:( ])")


class PhiFilter(logging.Filter):
    """Rewrites every record so that only safe parts are left. Never drops one."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace message, arguments and traceback by what may be shown."""
        if isinstance(record.msg, _Safe):  # another handler has asked already
            return True
        record.msg, record.args = safe_message(record), ()
        record.stack_info = None
        if record.exc_info and record.exc_info[1] is not None:
            record.msg = f"{record.msg} ({describe_error(record.exc_info[1])})"
        record.exc_info, record.exc_text = None, None
        record.msg, record.name = _Safe(record.msg), _safe_name(record.name)
        return True


def configure_logs(level: str = "WARNING") -> None:
    """Send logs to stderr through the filter, and close every other way out. Call once, first."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    handler.addFilter(PhiFilter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    _close_side_doors()
    logging.Logger.addHandler = _add_filtered
    logging.raiseExceptions = False  # A failing handler would print the message's arguments.
    logging.lastResort = handler
    install_hooks()


def install_hooks() -> None:
    """Report what nobody caught by type and place only, on every thread."""
    sys.excepthook = _on_uncaught
    sys.unraisablehook = _on_unraisable
    threading.excepthook = _on_thread_error
    warnings.showwarning = _on_warning


def on_asyncio_error(loop: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
    """What an event loop reports (loop.set_exception_handler); the context may hold data."""
    del loop
    error = context.get("exception")
    _log().error("a background task failed: %s", error if error is not None else "")


def on_qt_message(mode: object, context: object, message: str | None) -> None:
    """What Qt reports (qInstallMessageHandler): the reporting class; texts may quote the screen."""
    del context
    origin = _QT_ORIGIN.match(message or "")
    kind = str(getattr(mode, "name", "message")).removeprefix("Qt").removesuffix("Msg")
    level = logging.DEBUG if kind in ("Debug", "Info") else logging.WARNING
    _log().log(level, "Qt reports %s from %s", _Safe(kind), _Safe(origin[0] if origin else "Qt"))


def keep_stacks_of_crashes(folder: Path) -> None:
    """When the interpreter itself crashes, keep where each thread stood: names, never values.

    The file is its owner's only and starts anew when it grows. A folder that cannot be written
    is no reason not to start.
    """
    faulthandler.disable()
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        # A bare descriptor, open as long as the process: nothing may close it before the crash.
        number = os.open(folder / "crash.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        if os.fstat(number).st_size > _LONGEST_CRASH_FILE:
            os.ftruncate(number, 0)
        faulthandler.enable(number, all_threads=True)


def safe_message(record: logging.LogRecord) -> str:
    """A record's message with everything removed that could be patient data."""
    if not _is_ours(record.name):
        return f"{record.levelname.lower()} reported at {_place(record)}"
    template = record.msg if isinstance(record.msg, str) else ""
    if not _stands_in_source(template, record):
        return f"{HIDDEN} at {_place(record)}"
    try:
        return template % _safe_arguments(record.args) if record.args else template
    except (TypeError, ValueError, KeyError):
        return template


def describe_error(error: BaseException) -> str:
    """An exception without its text, unless it is one of ours: type, cause and places."""
    parts = [_name_of(error)]
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        parts.append(f"from {type(cause).__name__}")
    places = [
        f"{_short(frame.filename)}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    if places:
        parts.append("at " + " > ".join(places[-6:]))
    return " ".join(parts)


def harden_process() -> None:
    """Keep memory out of core dumps and debuggers of other processes, where the system can.

    Raises SelfCheckFailed where the system can and did not.
    """
    try:
        import resource
    except ImportError:  # Windows has no core files of this kind.
        return
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        _system_call(_PR_SET_DUMPABLE)
    if not is_hardened():
        raise SelfCheckFailed("core_dumps")


def is_hardened() -> bool:
    """Whether a crash of this process leaves no memory on the disk, as far as can be asked."""
    try:
        import resource
    except ImportError:
        return True
    is_coreless = resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
    return is_coreless and (sys.platform != "linux" or _system_call(_PR_GET_DUMPABLE) == 0)


def _system_call(option: int) -> int:
    """prctl(2) with one option and no arguments."""
    import ctypes

    return int(ctypes.CDLL(None, use_errno=True).prctl(option, 0, 0, 0, 0))


def _close_side_doors() -> None:
    """No library writes past the filter: their own handlers go, what they say goes through it."""
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    for logger in list(logging.Logger.manager.loggerDict.values()):
        if isinstance(logger, logging.Logger) and logger.handlers:
            logger.handlers.clear()
            logger.propagate = True


_add_unfiltered = logging.Logger.addHandler


def _add_filtered(self: logging.Logger, hdlr: logging.Handler) -> None:
    """A library's own handler, added later, writes no more than ours does."""
    if self is not logging.getLogger():
        hdlr.addFilter(PhiFilter())
    _add_unfiltered(self, hdlr)


def _safe_name(name: str) -> str:
    """A logger's name where a module of that name is there: anybody may call one anything."""
    if name == "root" or name in sys.modules:
        return name
    package = name.partition(".")[0]
    return name if name in _QUIET else package if package in sys.modules else HIDDEN


def _place(record: logging.LogRecord) -> str:
    return f"{_short(record.pathname)}:{record.lineno}"


class _SafeMapping(dict[str, object]):
    """Named arguments: a template may name one of them, but not print them all with their keys."""

    def __repr__(self) -> str:
        return HIDDEN

    __str__ = __repr__


class _Safe(str):
    """A text this module made itself."""

    __slots__ = ()


def _log() -> logging.Logger:
    return logging.getLogger("app.logs")


def _is_ours(name: str) -> bool:
    return name == "app" or name.startswith("app.")


def _stands_in_source(template: str, record: logging.LogRecord) -> bool:
    """Whether the calling function's code contains this very text: no data was mixed into it."""
    frame = inspect.currentframe()
    while frame is not None:
        if frame.f_code.co_filename == record.pathname and frame.f_lineno == record.lineno:
            return template in frame.f_code.co_consts
        frame = frame.f_back
    return False


def _safe_arguments(arguments: Any) -> Any:
    if isinstance(arguments, Mapping):
        named: Mapping[str, object] = arguments  # pyright: ignore[reportUnknownVariableType]
        return _SafeMapping({name: _safe_value(value) for name, value in named.items()})
    return tuple(_safe_value(value) for value in arguments)


def _safe_value(value: object) -> object:
    if value is None or isinstance(value, bool | Enum | _Safe):
        return value
    if isinstance(value, Phi):
        return _Safe(HIDDEN)
    if isinstance(value, int | float):
        return value if abs(value) < LARGEST_NUMBER else _Safe(HIDDEN)
    if isinstance(value, BaseException):
        return _Safe(describe_error(value))
    if isinstance(value, type):
        return value.__name__
    text = str(value) if isinstance(value, str) else ""
    return text if _IDENTIFIER.fullmatch(text) or text in _known_words() else _Safe(HIDDEN)


def _known_words() -> frozenset[str]:
    """Words of the program itself: error codes, error types and names of record types."""
    from app.domain.declare import entities

    codes: set[str] = {""}
    kinds: list[type[ClinicError]] = [ClinicError]
    while kinds:
        kind = kinds.pop()
        codes.add(kind.code)
        kinds.extend(kind.__subclasses__())
    errors = {name for name, item in vars(builtins).items() if _is_error_type(item)}
    return frozenset(codes | errors | {spec.name for spec in entities()})


def _is_error_type(item: object) -> bool:
    return isinstance(item, type) and issubclass(item, BaseException)


def _name_of(error: BaseException) -> str:
    name = type(error).__name__
    return f"{name} {error.code}" if isinstance(error, ClinicError) else name


def _short(filename: str) -> str:
    """A source file's name, if it is the program's or a library's: others may hold anything."""
    path = filename.replace("\\", "/")
    is_source = path.startswith((*_SOURCES, "<frozen ")) or filename in _loaded()
    if not is_source:
        return HIDDEN
    return "/".join(path.split("/")[-2:])


def _loaded() -> set[str | None]:
    return {getattr(module, "__file__", None) for module in list(sys.modules.values())}


def _on_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    del trace
    if not issubclass(kind, KeyboardInterrupt):
        _log().critical("the program stopped: %s", error)


def _on_thread_error(arguments: threading.ExceptHookArgs) -> None:
    _log().error("a thread stopped: %s", arguments.exc_value)


def _on_unraisable(arguments: sys.UnraisableHookArgs) -> None:
    _log().error("clearing up failed: %s", arguments.exc_value)


def _on_warning(  # noqa: PLR0917  (the shape warnings.showwarning has)
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: object = None,
    line: str | None = None,
) -> None:
    del message, file, line
    _log().warning("%s at %s:%d", category, _Safe(_short(filename)), lineno)
