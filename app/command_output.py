"""What a command writes: results on stdout, progress and one line of failure on stderr."""

from __future__ import annotations

import io
import os
import sys


def never_fail_on_letters() -> None:
    """A terminal that cannot show a letter gets a question mark instead of a failure."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def flush() -> None:
    """Hand over what is printed; raises BrokenPipeError when nobody reads it any more."""
    if sys.stdout is not None:  # pyright: ignore[reportUnnecessaryComparison]  (closed with >&-)
        sys.stdout.flush()


def has_display() -> bool:
    """Whether Qt has something to show a window on; without it would end the process itself."""
    if sys.platform != "linux":
        return True
    return any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")))


def drop() -> None:
    """Nobody reads: what is still buffered goes nowhere, or Python would complain at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def say(sentence: str, code: int) -> int:
    """One line about a failure; returns the exit code."""
    print(f"clinic-desk: {sentence}", file=sys.stderr)
    return code


def remark(line: str) -> None:
    """One line beside the result."""
    print(line, file=sys.stderr)


def tell(line: str) -> None:
    """How far a long command is; at a terminal each line replaces the one before."""
    end = "\r" if sys.stderr.isatty() else "\n"
    print(line, end=end, file=sys.stderr, flush=True)


def print_counts(counts: dict[str, dict[str, int]]) -> None:
    """What an import did, a line for each type of record."""
    for kind, numbers in counts.items():
        parts = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in numbers.items())
        print(f"{kind}: {parts}")
