"""Golden pictures of the tour: how every screen looked when a person last looked at it.

Run as a program, it draws them anew; look at what changed before it is committed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import reduce
from operator import or_
from pathlib import Path

from PySide6.QtGui import QImage, QImageWriter, QPainter

LOOKS = ("light-1280x800", "dark-rtl-1280x800")
"""Between them both colours and both ways to read."""
FOLDER = Path(__file__).parent / "goldens"
"""LOOK/SCENE.webp, lossless."""
MOST_CHANGED = 0.001
"""Share of a picture's dots that may look different."""
LEAST_SEEN = 8
"""Steps of 255 by which a colour may differ without looking different."""

_FONTS = Path(__file__).with_name("fonts.conf")
_LOSSLESS = 100
_SEEN = bytes(0 if step <= LEAST_SEEN else 255 for step in range(256))
_COLOURS_OF_A_DOT, _BYTES_OF_A_DOT = 3, 4


def draw_tour(folder: Path, looks: Sequence[str]) -> str:
    """Draw and walk the tour into a folder, alike on every computer; what it said."""
    words = [word for look in looks for word in ("--look", look)]
    plan = ["--patients", "80", "--clock", "2026-11-20T10:23"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.demo.walked_tour", str(folder), *plan, *words],
        env=_environment(),
        capture_output=True,
        text=True,
        timeout=570,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def unlike(drawn: Path, look: str, *, goldens: Path = FOLDER, into: Path) -> Iterator[str]:
    """Each scene that does not look as its golden picture does, in words.

    The new picture and one of what differs (white) are written into a folder.
    """
    new = {path.stem.removesuffix(f"-{look}"): path for path in drawn.glob(f"*-{look}.png")}
    old = {path.stem: path for path in (goldens / look).glob("*.webp")}
    for scene in sorted(new.keys() | old.keys()):
        if scene not in new:
            yield f"{scene}-{look}: the tour has no such scene, only a golden picture of it"
        elif scene not in old:
            yield f"{scene}-{look}: has no golden picture"
        elif (words := _unlike(QImage(str(old[scene])), new[scene], into)) is not None:
            yield f"{scene}-{look}: {words}"


def renew(drawn: Path, look: str, *, goldens: Path = FOLDER) -> None:
    """Take the pictures of a drawn tour as golden ones."""
    shutil.rmtree(goldens / look, ignore_errors=True)
    (goldens / look).mkdir(parents=True)
    for path in drawn.glob(f"*-{look}.png"):
        scene = path.stem.removesuffix(f"-{look}")
        writer = QImageWriter(str(goldens / look / f"{scene}.webp"))
        writer.setQuality(_LOSSLESS)
        assert writer.write(_plain(QImage(str(path)))), writer.errorString()


def _environment() -> dict[str, str]:
    """No language, zone, typeface or scale of this computer's own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QT_")}
    same = {"LC_ALL": "C.UTF-8", "LANGUAGE": "", "TZ": "UTC", "FONTCONFIG_FILE": str(_FONTS)}
    return kept | same | {"QT_QPA_PLATFORM": "offscreen"}


def _unlike(golden: QImage, path: Path, into: Path) -> str | None:
    new = QImage(str(path))
    if golden.size() != new.size():
        shutil.copy(path, into)
        sizes = [f"{one.width()}x{one.height()}" for one in (new, golden)]
        return f"is {sizes[0]}, its golden picture {sizes[1]}"
    changed = _changed(_plain(golden), _plain(new))
    share = changed.count(255) / len(changed)
    if share <= MOST_CHANGED:
        return None
    shutil.copy(path, into)
    width, height = new.width(), new.height()
    shown = QImage(changed, width, height, width, QImage.Format.Format_Grayscale8)
    place = into / f"{path.stem}-difference.png"
    shown.save(str(place))
    return f"{share:.2%} of its dots differ: {place}"


def _changed(golden: QImage, new: QImage) -> bytes:
    """A byte for each dot: 255 where one of its colours is seen to differ, else 0."""
    if golden == new:
        return bytes(new.width() * new.height())
    painter = QPainter(new)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Difference)
    painter.drawImage(0, 0, golden)
    painter.end()
    dots = bytes(new.constBits())
    colours = (dots[at::_BYTES_OF_A_DOT] for at in range(_COLOURS_OF_A_DOT))
    seen = (int.from_bytes(one.translate(_SEEN)) for one in colours)
    return reduce(or_, seen).to_bytes(len(dots) // _BYTES_OF_A_DOT)


def _plain(image: QImage) -> QImage:
    return image.convertToFormat(QImage.Format.Format_RGB32)


def _main() -> None:
    with tempfile.TemporaryDirectory() as name:
        drawn, into = Path(name, "drawn"), Path(name, "differences")
        into.mkdir()
        draw_tour(drawn, LOOKS)
        for look in LOOKS:
            for words in unlike(drawn, look, into=into):
                print(words.partition(": /")[0])
            renew(drawn, look)


if __name__ == "__main__":
    _main()
