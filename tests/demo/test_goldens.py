"""A scene that does not look like its golden picture is named, and shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from tests.demo.goldens import renew, unlike

pytestmark = pytest.mark.row("F7")

_LOOK = "light-100x100"
_GREY = 100


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    folder = tmp_path / "drawn"
    folder.mkdir()
    _save(folder, "day", _image())
    renew(folder, _LOOK, goldens=tmp_path / "goldens")
    return folder


def _image(*, changed: int = 0, by: int = 0, width: int = 100) -> QImage:
    """Grey, with the first dots of its first line changed in one colour."""
    image = QImage(width, 100, QImage.Format.Format_RGB32)
    image.fill(QColor(_GREY, _GREY, _GREY))
    for at in range(changed):
        image.setPixelColor(at, 0, QColor(_GREY, _GREY, _GREY + by))
    return image


def _save(folder: Path, scene: str, image: QImage) -> None:
    assert image.save(str(folder / f"{scene}-{_LOOK}.png"))


def _said(drawn: Path) -> list[str]:
    folder = drawn.with_name("differences")
    folder.mkdir()
    return list(unlike(drawn, _LOOK, goldens=drawn.with_name("goldens"), into=folder))


@pytest.mark.parametrize(("changed", "by"), [(0, 0), (100, 8), (100, -8), (10, 90)])
def test_what_nobody_sees_is_like_it(drawn: Path, changed: int, by: int) -> None:
    _save(drawn, "day", _image(changed=changed, by=by))
    assert _said(drawn) == []


@pytest.mark.parametrize(("changed", "by", "share"), [(11, 9, "0.11%"), (50, -9, "0.50%")])
def test_more_than_a_thousandth_is_named_and_shown(
    drawn: Path, changed: int, by: int, share: str
) -> None:
    _save(drawn, "day", _image(changed=changed, by=by))
    (said,) = _said(drawn)
    assert said.startswith(f"day-{_LOOK}: {share} of its dots differ: ")
    folder = drawn.with_name("differences")
    assert (folder / f"day-{_LOOK}.png").exists()
    shown = QImage(str(folder / f"day-{_LOOK}-difference.png"))
    white = [at for at in range(100) if shown.pixelColor(at, 0) == QColor("white")]
    assert white == list(range(changed))


def test_other_size_is_told(drawn: Path) -> None:
    _save(drawn, "day", _image(width=90))
    assert _said(drawn) == [f"day-{_LOOK}: is 90x100, its golden picture 100x100"]


def test_scene_without_a_golden_picture_and_the_other_way_about(drawn: Path) -> None:
    (drawn / f"day-{_LOOK}.png").rename(drawn / f"night-{_LOOK}.png")
    assert _said(drawn) == [
        f"day-{_LOOK}: the tour has no such scene, only a golden picture of it",
        f"night-{_LOOK}: has no golden picture",
    ]


def test_renewed_pictures_are_the_drawn_ones_and_no_others(drawn: Path) -> None:
    (drawn / f"day-{_LOOK}.png").unlink()
    _save(drawn, "night", _image(changed=100, by=90))
    renew(drawn, _LOOK, goldens=drawn.with_name("goldens"))
    assert _said(drawn) == []
    assert [path.name for path in drawn.with_name("goldens").rglob("*.webp")] == ["night.webp"]
