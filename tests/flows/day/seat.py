"""Somebody at a workstation: presses keys, which are counted, and waits for what they see."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.flows.day.parts import FileKeyStore
from tests.waiting import soon, until

LONGEST_S = 300.0
"""Two windows and a server share the computer with whatever else runs on it."""
SCREEN = {
    "name": "desk",
    "x": 0,
    "y": 0,
    "width": 1440,
    "height": 900,
    "logicalDpi": 96,
    "logicalBaseDpi": 96,
    "dpr": 1,
}
_LAST_KEYS = 8
_STOPS = 100
"""More than there are on a day."""
ROOT = Path(__file__).parents[3]


@dataclass
class Count:
    """Keys pressed since it began; a click counts as one."""

    keys: int = 0


class Seat:
    """The keyboard, the mouse and the screen of one workstation, in a process of its own."""

    def __init__(self, name: str, folder: Path, now: datetime) -> None:
        self.name, self.home = name, folder / name
        self.keyring = folder / f"{name}.keyring"
        self.now = now
        self.stderr = folder / f"{name}.stderr"
        self._process: asyncio.subprocess.Process | None = None
        self._counts: list[Count] = []
        self._pressed: deque[str] = deque(maxlen=_LAST_KEYS)

    @property
    def keystore(self) -> FileKeyStore:
        return FileKeyStore(self.keyring)

    async def start(self) -> None:
        """Start the program: the unlock window is on screen when it answers."""
        with self.stderr.open("ab") as errors:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.flows.day.seat_process"),
                *(str(self.home), str(self.keyring), self.now.isoformat()),
                cwd=ROOT,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
                env={**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={self._screen()}"},
                limit=2**24,
            )
        await self.see("unlock_window")

    def _screen(self) -> Path:
        """What the workstation's screen is like, for Qt."""
        path = self.stderr.with_suffix(".screen.json")
        path.write_text(json.dumps({"screens": [SCREEN]}), "utf-8")
        return path

    async def kill(self) -> None:
        """kill -9."""
        assert self._process is not None
        self._process.kill()
        await self._process.wait()
        self._process = None

    async def stop(self) -> None:
        """End it if it still runs."""
        if self._process is not None and self._process.returncode is None:
            await self.kill()

    async def ended(self) -> int:
        """The program's exit code, once its window was closed."""
        assert self._process is not None
        return await soon(self._process.wait())

    # what hands do

    @contextmanager
    def counted(self) -> Iterator[Count]:
        """Count the keys pressed meanwhile."""
        count = Count()
        self._counts.append(count)
        yield count
        self._counts.remove(count)

    async def press(self, *keys: str) -> None:
        """Press keys one after the other: "Ctrl+K", "Down", "Return"."""
        for one in keys:
            self._count(1)
            self._pressed.append(await self.ask("press", keys=one))

    async def write(self, text: str) -> None:
        """Type a text where the keyboard is."""
        self._count(len(text))
        await self.ask("write", text=text)

    async def fill(self, name: str, text: str, **place: Any) -> None:
        """Go to a field and type over what is there."""
        await self.turn_to(name, **place)
        await self.press("Ctrl+A")
        await self.write(text)

    async def pick(self, name: str, text: str) -> None:
        """Choose in a box of choices: walk down until it says so."""

        async def picked() -> int | None:
            return await self.ask("pick", name=name, text=text)

        self._count(await self._wait(picked, f"{name} offers {text}", name))

    async def pick_like(self, name: str, words: str) -> None:
        """Choose in a box of choices the first one that says this among other things."""

        async def offered() -> str | None:
            return await self.ask("option", name=name, words=words) or None

        await self.pick(name, await self._wait(offered, f"{name} offers {words}", name))

    async def turn_to(self, name: str, **place: Any) -> None:
        """Put the keyboard on a widget, as Tab or its letter would, once it can be had."""
        await self._wait(
            lambda: self.ask("turn_to", name=name, **place), f"the keyboard on {name}", name
        )

    async def click(self, name: str, **place: Any) -> None:
        """Press a widget with the mouse, once it can be pressed."""
        self._count(1)
        await self._wait(
            lambda: self.ask("click", name=name, **place), f"{name} to be pressed", name
        )

    async def choose(self, name: str, text: str) -> None:
        """Walk down a list to the row that says so; it may fill and change meanwhile."""

        async def walked() -> int | None:
            return await self.ask("walk", name=name, text=text)

        self._count(await self._wait(walked, f"the row of {name} with {text}", name))

    # what eyes see

    async def look(self, name: str, **place: Any) -> dict[str, Any]:
        """What a visible widget shows."""
        answer = await self.ask("look", name=name, **place)
        assert answer is not None, f"{self.name}: no {name} on screen"
        return answer

    async def text(self, name: str, **place: Any) -> str:
        """What a widget says; "" where it is not on screen."""
        answer = await self.ask("look", name=name, **place)
        return answer["text"] if answer else ""

    async def see(self, name: str, **place: Any) -> dict[str, Any]:
        """Wait for a widget to be on screen."""
        return await self._wait(
            lambda: self.ask("look", name=name, **place), f"{name} on the screen"
        )

    async def gone(self, name: str) -> None:
        """Wait for a widget to leave the screen."""

        async def is_gone() -> bool:
            return await self.ask("look", name=name) is None

        await self._wait(is_gone, f"{name} gone")

    async def reads(self, name: str, *parts: str, **place: Any) -> str:
        """Wait until a widget says all of this; what it says."""

        async def says() -> str | None:
            shown = await self.text(name, **place)
            return shown if shown and all(part in shown for part in parts) else None

        return await self._wait(says, f"{name} says {parts}", name)

    async def rows(self, name: str) -> list[str]:
        """The rows of a list."""
        return await self.ask("rows", name=name) or []

    async def row(self, name: str, *parts: str) -> str:
        """Wait for a row of a list that says all of this."""

        async def has() -> str | None:
            rows = await self.rows(name)
            return next((row for row in rows if all(part in row for part in parts)), None)

        return await self._wait(has, f"a row of {name} with {parts}", name)

    async def holds(self, question: Callable[[], Any], what: str) -> Any:
        """Wait until something is so."""
        return await self._wait(question, what)

    async def no_row(self, name: str, *parts: str) -> None:
        """Wait until no row of a list says all of this."""

        async def has_none() -> bool:
            rows = await self.rows(name)
            return not any(all(part in row for part in parts) for row in rows)

        await self._wait(has_none, f"no row of {name} with {parts}", name)

    async def at(self, name: str) -> None:
        """Wait until the keyboard is there by itself."""

        async def is_there() -> bool:
            return await self.ask("focus") == name

        await self._wait(is_there, f"the keyboard in {name}")

    async def command(self, name: str, *parts: str) -> dict[str, Any]:
        """Wait until a command can be had, and is called so."""

        async def can() -> dict[str, Any] | None:
            found = await self.ask("command", name=name)
            is_so = found and found["enabled"] and all(part in found["text"] for part in parts)
            return found if is_so else None

        return await self._wait(can, f"the command {name} {parts}")

    async def idle(self) -> None:
        """Wait until the window neither reads nor writes, and what is typed is kept."""

        async def rests() -> bool:
            return not await self.ask("is_busy")

        await self._wait(rests, "the window at rest")

    async def forward(self, minutes: float) -> None:
        """Put this workstation's clock on; one that does not run starts later."""
        self.now += timedelta(minutes=minutes)
        if self._process is not None:
            await self.ask("forward", minutes=minutes)

    # the painted calendar

    async def columns(self, *titles: str) -> None:
        """Wait until the calendar has just these columns."""

        async def shown() -> bool:
            columns = (await self.painted())["columns"]
            return [one["title"] for one in columns] == list(titles)

        await self._wait(shown, f"the columns {titles}")

    async def shaded(self, words: str) -> bool:
        """Whether the calendar shows time that cannot be booked, and why."""
        return any(words in one["words"] for one in (await self.painted())["shades"])

    async def drag(self, visit: dict[str, Any], *, onto: dict[str, Any], minute: int) -> None:
        """Take a visit with the mouse to another column and time, and let go."""
        left, top, _, _ = visit["at"]
        column, day = onto["at"], await self.painted()
        y = day["opens_px"] + (minute - day["opens"]) * day["minute_px"] // 60
        grip = [left + 12, top + 6]
        there = [column[0] + 12, y + 6]
        half = [(grip[0] + there[0]) // 2, (grip[1] + there[1]) // 2]
        self._count(1)
        await self.ask("drag", name="calendar_canvas", path=[grip, half, there], drop=True)

    async def column(self, title: str) -> dict[str, Any]:
        """A column of the calendar."""
        return next(one for one in (await self.painted())["columns"] if one["title"] == title)

    async def visit(self, *parts: str) -> dict[str, Any]:
        """Wait for a visit on the calendar of which all of this is said."""

        async def found() -> dict[str, Any] | None:
            visits = (await self.painted())["visits"]
            return next((v for v in visits if all(p in _spoken(v) for p in parts)), None)

        try:
            return await self._wait(found, f"a visit with {parts}")
        except AssertionError as failure:
            shown = [_spoken(one) for one in (await self.painted())["visits"]]
            raise AssertionError(f"{failure}\n{shown}") from failure

    async def no_visit(self, *parts: str) -> None:
        """Wait until no visit of the day shown is said to be all of this."""

        async def is_none() -> bool:
            shown = await self.painted()
            spoken = [_spoken(one) for one in shown["visits"]]
            return bool(shown["columns"]) and not any(all(p in v for p in parts) for v in spoken)

        await self._wait(is_none, f"no visit with {parts}")

    async def stand_on(self, name: str) -> None:
        """Walk over the calendar to somebody's visit."""
        visit = await self.visit(name)
        await self.turn_to("calendar_canvas")
        columns = [one["title"] for one in (await self.painted())["columns"]]
        await self.press(*["Left"] * len(columns), *["Right"] * columns.index(visit["column"]))
        await self.press("Home")
        for _ in range(_STOPS):
            if await self.stands_on(name):
                return
            await self.press("Down")
        raise AssertionError(f"{self.name}: no way to {name}")

    async def stands_on(self, name: str) -> bool:
        """Whether somebody's visit is marked on the calendar."""
        return name in (await self.look("calendar_canvas"))["described"]

    async def choose_file(self, dialog: str, path: Path) -> None:
        """Type a path into a file dialog, and take it."""
        await self.see(dialog)
        await self.fill("fileNameEdit", str(path), inside=dialog)
        await self.press("Return")
        await self.gone(dialog)

    async def save_paper(self, path: Path) -> Path:
        """Save what the preview shows as a PDF, and close it."""
        await self.turn_to("preview_save")
        await self.press("Space")
        await self.choose_file("preview_save_dialog", path)
        await self.holds(path.exists, f"{path} written")
        await self.turn_to("preview_close")
        await self.press("Space")
        await self.gone("print_preview")
        return path

    async def painted(self) -> dict[str, Any]:
        """What the calendar shows, and where."""
        nothing: dict[str, Any] = {"columns": [], "visits": [], "shades": []}
        return await self.ask("painted") or nothing

    async def switch(self, user: str, pin: str) -> None:
        """Let somebody else work here, by their PIN."""
        await self.press("Ctrl+Shift+U")
        await self.gone("main_window")
        await self.unlock(user, pin)

    async def unlock(self, user: str, secret: str) -> None:
        """Say who it is, type the passphrase or PIN, and wait for the window."""
        await self.choose("sign_in_users", user)
        await self.turn_to("passphrase")
        await self.write(secret)
        await self.press("Return")
        await self.see("main_window")
        await self.idle()

    # the line to the process

    async def ask(self, do: str, **arguments: Any) -> Any:
        """One order and its answer; None where the widget is not on screen."""
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{json.dumps({'do': do, **arguments})}\n".encode())
        line = await process.stdout.readline()  # a starved window is late: pytest's limit ends it
        assert line, f"desk {self.name} ended: {self.stderr.read_text()[-3000:]}"
        answer = json.loads(line)
        if "error" in answer:
            raise AssertionError(f"{self.name} {do} {arguments}: {answer['error']}")
        return answer.get("ok")

    def _count(self, keys: int) -> None:
        for count in self._counts:
            count.keys += keys

    async def _wait(self, question: Callable[[], Any], what: str, *shown: str) -> Any:
        try:
            return await until(question, what=what, patience_s=LONGEST_S)
        except AssertionError as failure:
            said = [await self.text(one) for one in shown]
            tree = "\n".join(await self.ask("tree"))
            keys = ", ".join(self._pressed)
            raise AssertionError(
                f"{self.name}: {failure}; it says {said}\nafter {keys}\n{tree}"
            ) from failure


def _spoken(visit: dict[str, Any]) -> str:
    parts = (visit["column"], visit["time"], visit["name"], visit["detail"], visit["spoken"])
    return " · ".join(str(one) for one in parts)
