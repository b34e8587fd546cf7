"""What goes on paper is dark on white, whatever the colours of the window it was printed from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest

from app.ui.printing import pages, sheet
from app.ui.theme.style import Mode, theme

pytestmark = pytest.mark.row("F1")
_FAINTEST = 110


@pytest.fixture(params=[Mode.LIGHT, Mode.DARK])
def scheme(request: pytest.FixtureRequest, qapp: object) -> Iterator[Mode]:
    """The colours of the window."""
    before = theme().mode
    theme().set_mode(request.param)
    yield request.param
    theme().set_mode(before)


def _paper(path: Path) -> None:
    written = pages.Paper(title="Receipt", html="<p>Vaccination $30.00</p>" * 20, foot="")
    pages.save_pdf(written, path, pages.PaperSize.A4)


def _sheet(path: Path) -> None:
    body = "<p>One tablet in the morning</p>" * 20
    sheet.save_as_pdf(sheet.Sheet(title="", clinic="", whose="", body=body), path)


def _upper_half(path: Path) -> bytes:
    """The grey of every dot, 0 is black."""
    with pypdfium2.PdfDocument(path) as document:
        drawn = document[0].render(scale=2, grayscale=True)
        lines = drawn.height // 2
        return bytes(drawn.buffer)[drawn.stride * lines // 5 : drawn.stride * lines]


@pytest.mark.parametrize("write", [_paper, _sheet])
def test_words_on_paper_are_dark(
    write: Callable[[Path], None], tmp_path: Path, scheme: Mode
) -> None:
    write(tmp_path / "out.pdf")
    assert min(_upper_half(tmp_path / "out.pdf")) < _FAINTEST, scheme
