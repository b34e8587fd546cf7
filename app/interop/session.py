"""The importing side's end of the reader process: start it, read its frames, end it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, cast

import msgspec

import app
from app.domain.errors import ImportRefused
from app.interop.frames import End, Failed, Frame, ReaderOptions, read_frames


class ReaderSession:
    """One reader process; leaving the context ends it, whatever it was doing."""

    def __init__(self, options: ReaderOptions) -> None:
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> ReaderSession:
        root = str(Path(app.__file__).resolve().parents[1])
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("CLINIC_DESK_")}
        environment = {**inherited, "PYTHONPATH": root, "PYTHONDONTWRITEBYTECODE": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "app.interop.reader"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a parser's last words could hold patient text
            env=environment,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        process = self._process
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()

    @property
    def process_id(self) -> int | None:
        """The reader's process id while it runs."""
        return self._process.pid if self._process else None

    def frames(self) -> Iterator[Frame]:
        """What the reader sends, up to its end. Raises ImportRefused when it fails or dies."""
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise ImportRefused("the reader is not running")
        try:
            process.stdin.write(msgspec.json.encode(self._options) + b"\n")
            process.stdin.close()
        except UnicodeEncodeError:
            raise ImportRefused("a path is not readable text") from None
        except BrokenPipeError:
            raise ImportRefused("the reader did not start") from None
        for frame in read_frames(cast("BinaryIO", process.stdout)):
            if isinstance(frame, Failed):
                raise ImportRefused(frame.reason)
            yield frame
            if isinstance(frame, End):
                return
        raise ImportRefused("the reader ended early")
