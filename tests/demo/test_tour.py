"""`demo --tour`: a picture of every screen in two looks, and each can be heard and tabbed."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

from app.demo.look import look
from app.domain.errors import ConfigurationError
from app.domain.liking import Language
from tests.demo import goldens

_PNG_SIZE = slice(16, 24)
_LOOKS = (goldens.LOOKS[0], "dark-rtl-150-1280x800")
"""Between them both colours, both ways to read, and large letters in a small window."""
_FURTHER = (
    *("light-de-1280x800", "light-de-150-1280x800", "light-es-150-1280x800"),
    *("dark-1920x1080", "light-rtl-1920x1080", "dark-rtl-150-1920x1080"),
)
"""German has the longest words; the others are wide windows, which have room for more."""


@dataclass(frozen=True)
class Toured:
    """Where the pictures are, and what was said."""

    folder: Path
    problems: list[str]


@pytest.fixture(scope="module")
def toured(tmp_path_factory: pytest.TempPathFactory) -> Toured:
    folder = tmp_path_factory.mktemp("tour")
    words = goldens.draw_tour(folder, (*_LOOKS, *goldens.LOOKS[1:]))
    said = [line for line in words.splitlines() if line.startswith("problem: ")]
    return Toured(folder, said)


@pytest.mark.row("F1")
def test_everything_the_keyboard_reaches_has_a_name_a_role_and_its_place(toured: Toured) -> None:
    assert toured.problems == []


@pytest.mark.soak
@pytest.mark.row("F7")
@pytest.mark.parametrize("look", _FURTHER)
def test_nothing_is_cut_or_covered_in_a_further_look(look: str, tmp_path: Path) -> None:
    words = goldens.draw_tour(tmp_path, (look,))
    assert [line for line in words.splitlines() if line.startswith("problem: ")] == []


@pytest.mark.row("F7")
def test_tour_writes_every_screen_in_both_looks(toured: Toured) -> None:
    light, dark = (
        {path.stem.removesuffix(f"-{look}") for path in toured.folder.glob(f"*-{look}.png")}
        for look in _LOOKS
    )
    assert light == dark
    assert {"day", "patients", "patient-form", "booking", "offline", "conflict"} <= light
    assert {"search", "unlock", "import", "day-empty", "settings", "settings-clinic"} <= light
    assert {"first-run", "first-run-passphrase", "first-run-recovery", "first-run-join"} <= light
    assert {"lock-screen", "user-switch", "user-menu", "server-sign-in", "who-changed"} <= light
    assert {"messages", "message-new", "keys", "commands", "notices"} <= light
    assert {"rooms", "week", "calls", "free-times", "series", "walk-in", "day-sheet"} <= light
    assert {"report-use", "report-no_shows", "report-owed", "report-collected"} <= light
    assert {"glass-ask", "glass-broken", "audit", "audit-event"} <= light
    assert {"recall-new", "waiting-new", "chart-summary", "files-asked-for"} <= light
    assert {f"settings-{name}" for name in ("hours", "blocks", "holidays", "templates")} <= light
    assert {"billing", "billing-payment", "billing-charge", "billing-adjustment"} <= light
    alike: dict[bytes, list[str]] = {}
    for path in sorted(toured.folder.glob("*.png")):
        alike.setdefault(sha256(path.read_bytes()).digest(), []).append(path.name)
    assert [names for names in alike.values() if len(names) > 1] == []
    for path in toured.folder.glob("*.png"):
        size = path.read_bytes()[_PNG_SIZE]
        assert (int.from_bytes(size[:4]), int.from_bytes(size[4:])) == (1280, 800), path.name


@pytest.mark.row("F7")
@pytest.mark.skipif(sys.platform != "linux", reason="other systems draw letters their own way")
@pytest.mark.parametrize("look", goldens.LOOKS)
def test_every_scene_looks_like_its_golden_picture(
    toured: Toured, look: str, tmp_path: Path
) -> None:
    unlike = list(goldens.unlike(toured.folder, look, into=tmp_path))
    assert not unlike, "\n".join(unlike)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("light", (False, False, 100, (1440, 900))),
        ("dark-rtl-150-1280x800", (True, True, 150, (1280, 800))),
        ("light-1920x1080", (False, False, 100, (1920, 1080))),
    ],
)
def test_look_is_read_from_its_words(words: str, wanted: tuple[object, ...]) -> None:
    found = look(words)
    assert (found.is_dark, found.is_right_to_left, found.scale, found.size) == wanted
    assert found.name == words


def test_look_names_its_language() -> None:
    found = look("light-de-150-1280x800")
    assert (found.language, found.scale) == (Language.GERMAN, 150)
    assert look("dark-rtl").language is Language.SYSTEM


@pytest.mark.parametrize(
    "words", ["", "grey", "light-fr", "light-110", "dark-rtl-", "rtl-dark", "light-10x10"]
)
def test_look_nobody_knows_is_refused(words: str) -> None:
    with pytest.raises(ConfigurationError):
        look(words)
