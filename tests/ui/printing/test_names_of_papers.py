"""What a paper is called outside this program says nothing of a record: window, queue and PDF."""

from __future__ import annotations

import ast
import importlib
import inspect
import io
import pkgutil
import types
import typing
from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

import app
from app.ui import printing
from app.ui.printing import preview
from app.ui.printing.pages import Paper, PaperSize, pdf_bytes
from app.ui.printing.preview import PrintPreview
from app.ui.printing.sheet import Sheet, save_as_pdf
from app.ui.task_runner import TaskRunner

pytestmark = pytest.mark.row("A3")
MARKER = "Hepatitis-Q7"
FORMED = {
    "birth_date": "1980-02-03",
    "onset_on": "2010-05",
    "local_start": "2026-11-21T09:00",
    "zone": "Europe/Berlin",
    "currency": "USD",
}
"""Texts that are read as something."""
MADE_HERE: dict[object, Any] = {
    bool: True,
    bytes: b"x",
    date: date(2026, 11, 21),
    datetime: datetime(2026, 11, 21, 9, tzinfo=UTC),
    float: 1.0,
    int: 1,
    object: MARKER,
    Any: MARKER,
}


def marked(kind: Any, name: str = "") -> Any:
    """A value of a type, with the marker in every text of it."""
    if isinstance(kind, typing.NewType):
        return marked(kind.__supertype__, name)
    if kind is str:
        return FORMED.get(name, f"{MARKER} {name}".strip())
    if kind in MADE_HERE:
        return MADE_HERE[kind]
    if kind is QImage:
        return QImage(4, 4, QImage.Format.Format_RGB32)
    if getattr(typing.get_origin(kind) or kind, "__module__", "").startswith("app."):
        return _record(kind)
    return _of_a_form(kind, name)


def _record(kind: Any) -> Any:
    """A dataclass, Struct or NamedTuple with every field marked."""
    made = typing.get_origin(kind) or kind
    if issubclass(made, Enum):
        return next(iter(made))
    known = dict(zip(getattr(made, "__parameters__", ()), typing.get_args(kind), strict=True))
    hints = typing.get_type_hints(made)
    names = [one for one in inspect.signature(made).parameters if one in hints]
    return made(**{one: marked(known.get(hints[one], hints[one]), one) for one in names})


def _of_a_form(kind: Any, name: str) -> Any:
    """A value of a union, a collection or a choice."""
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return marked(next(one for one in parts if one is not type(None)), name)
    if origin is typing.Annotated:
        return marked(parts[0], name)
    if origin is typing.Literal:
        return parts[0]
    if origin is tuple:
        return tuple(marked(one, name) for one in parts if one is not ...)
    if getattr(origin, "__name__", "") in ("Mapping", "dict"):
        return {}
    if isinstance(origin, type):
        return [marked(parts[0], name)]
    raise AssertionError(f"no value for {kind}")


def makers() -> list[Callable[..., Any]]:
    """Every function of the room that makes a paper or a sheet."""
    found: list[Callable[..., Any]] = []
    for one in pkgutil.iter_modules(printing.__path__, f"{printing.__name__}."):
        module = importlib.import_module(one.name)
        for name, each in inspect.getmembers(module, inspect.isfunction):
            if each.__module__ == one.name and not name.startswith("_"):
                result = inspect.signature(each).return_annotation
                if result in ("Paper", "Sheet"):
                    found.append(each)
    return found


def made_by(maker: Callable[..., Any]) -> Paper | Sheet:
    hints = typing.get_type_hints(maker)
    hints.pop("return")
    return maker(**{name: marked(kind, name) for name, kind in hints.items()})


def pdf_facts(data: bytes) -> dict[str, str]:
    with pypdfium2.PdfDocument(io.BytesIO(data)) as document:
        return document.get_metadata_dict()


def test_every_kind_of_paper_is_here() -> None:
    assert {one.__name__ for one in makers()} >= {
        *("consent_paper", "day_list_paper", "day_paper", "drawer_paper", "receipt_paper"),
        *("sheet_of", "statements_paper", "summary_paper"),
    }


@pytest.mark.parametrize("maker", makers(), ids=lambda one: one.__name__)
def test_a_paper_of_marked_records_has_the_marker_in_no_name(
    maker: Callable[..., Any], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made = made_by(maker)
    if isinstance(made, Sheet):
        save_as_pdf(made, tmp_path / "sheet.pdf")
        names = pdf_facts((tmp_path / "sheet.pdf").read_bytes())
        assert MARKER in made.body
    else:
        names = pdf_facts(pdf_bytes(made, PaperSize.A4)) | _names_on_screen(
            made, qtbot, monkeypatch
        )
        assert MARKER in made.html
    assert names["Title"]
    assert [one for one in names.items() if MARKER in one[1]] == []


def _names_on_screen(paper: Paper, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    async def never(_is_file: bool) -> None:
        raise AssertionError("nothing is printed")

    monkeypatch.setattr(preview, "has_printer", lambda: True)
    parent = QWidget()
    qtbot.addWidget(parent)
    shown = PrintPreview(
        paper, file_name="x", hand_out=never, tasks=TaskRunner(parent), parent=parent
    )
    dialog = shown.ask_printer()
    assert dialog is not None
    names = {
        "window": shown.windowTitle(),
        "job": dialog.printer().docName(),
        "dialog": dialog.windowTitle(),
    }
    dialog.close()
    assert all(names[one] for one in ("window", "job"))
    return names


def suggested_names() -> list[tuple[str, ast.expr]]:
    """What is put into the fields that ask for a file's name, by file."""
    root = Path(app.__file__).parent / "ui"
    found: list[tuple[str, ast.expr]] = []
    for path in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            if isinstance(node.func, ast.Attribute) and node.func.attr == "selectFile":
                found.append((path.name, node.args[0]))
            made = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if made in ("PrintPreview", "preview"):
                found += [(path.name, one.value) for one in node.keywords if one.arg == "file_name"]
    return found


def test_a_name_is_suggested_of_a_day_and_the_programs_words_alone() -> None:
    names = suggested_names()
    assert len(names) > 10
    parts = [
        (where, ast.unparse(part.value))
        for where, name in names
        for part in getattr(name, "values", ())
        if isinstance(part, ast.FormattedValue)
    ]
    assert [one for one in parts if not one[1].endswith(".isoformat()")] == [
        ("viewer.py", "said('Prescription')"),
        ("preview.py", "self._file_name"),
    ]
