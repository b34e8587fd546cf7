"""Pictures made anew: nothing survives but what one sees, whatever is handed in."""

from __future__ import annotations

import random

import pytest
from PySide6.QtGui import QColor, QImage

from app.domain.errors import InvalidValue
from app.domain.file_errors import FileTooLarge
from app.live.pictures import MOST_BYTES, PHOTO_PX, made_anew, opened
from tests.pictures import SECRET, a_jpeg, a_png, a_png_of_size, an_image

pytestmark = pytest.mark.row("F1")


def anew(data: bytes, side_px: int = PHOTO_PX) -> QImage:
    made = made_anew(data, side_px=side_px, field="photo")
    assert made.startswith(b"\xff\xd8\xff")
    return QImage.fromData(made)


def is_about(colour: QColor, name: str) -> bool:
    wanted = QColor(name)
    parts = ("red", "green", "blue")
    return all(abs(getattr(colour, one)() - getattr(wanted, one)()) < 40 for one in parts)


@pytest.mark.parametrize("picture", [a_jpeg(), a_png()], ids=["jpeg", "png"])
def test_place_remarks_and_texts_do_not_survive(picture: bytes) -> None:
    assert SECRET in picture
    made = made_anew(picture, side_px=PHOTO_PX, field="photo")
    assert b"GPS" not in made
    assert b"Exif" not in made
    assert QImage.fromData(made).textKeys() == []


def test_picture_is_turned_as_it_was_taken() -> None:
    turned = anew(a_jpeg(80, 60, orientation=6))  # a quarter to the right
    assert (turned.width(), turned.height()) == (60, 80)
    assert is_about(turned.pixelColor(30, 5), "red")
    assert is_about(turned.pixelColor(30, 75), "blue")


def test_large_picture_is_kept_small_in_its_own_shape() -> None:
    made = anew(a_jpeg(3000, 1500))
    assert (made.width(), made.height()) == (PHOTO_PX, PHOTO_PX // 2)
    assert is_about(made.pixelColor(40, 100), "red")


def test_small_picture_is_not_made_larger() -> None:
    made = anew(a_png(33, 21))
    assert (made.width(), made.height()) == (33, 21)


def test_what_shines_through_is_white() -> None:
    image = an_image().convertToFormat(QImage.Format.Format_ARGB32)
    image.fill(QColor(0, 0, 0, 0))
    assert is_about(anew(a_png(image=image)).pixelColor(10, 10), "white")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7 a letter", "is no PNG or JPEG picture"),
        (b"<svg onload='x'/>", "is no PNG or JPEG picture"),
        (b"", "is no PNG or JPEG picture"),
        (b"\xff\xd8\xff" + b"nothing", "cannot be read as a picture"),
        (b"\x89PNG\r\n\x1a\n" + b"nothing", "cannot be read as a picture"),
        (a_png_of_size(60_000, 60_000), "cannot be read as a picture"),
    ],
    ids=["pdf", "svg", "empty", "jpeg", "png", "bomb"],
)
def test_what_is_no_picture_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(InvalidValue, match=reason) as caught:
        made_anew(data, side_px=PHOTO_PX, field="photo")
    assert caught.value.field == "photo"


def test_file_that_is_too_large_is_refused_before_it_is_opened() -> None:
    with pytest.raises(FileTooLarge):
        made_anew(a_jpeg() + bytes(MOST_BYTES), side_px=PHOTO_PX, field="photo")


def test_damaged_pictures_are_read_or_refused_and_never_anything_else() -> None:
    chance, whole = random.Random(4711), a_jpeg(200, 120)
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(8):
            data[chance.randrange(len(data))] = chance.randrange(256)
        cut = bytes(data[: chance.randrange(3, len(data))])
        try:
            made = made_anew(cut, side_px=PHOTO_PX, field="photo")
        except InvalidValue:
            continue
        assert b"GPS" not in made


def test_kept_picture_opens_and_a_letter_does_not() -> None:
    made = made_anew(a_png(), side_px=PHOTO_PX, field="photo")
    shown = opened(made, "image/jpeg", side_px=40)
    assert shown is not None
    assert shown.width() == 40
    assert opened(b"%PDF-1.7", "application/pdf", side_px=40) is None
    assert opened(b"torn", "image/jpeg", side_px=40) is None
