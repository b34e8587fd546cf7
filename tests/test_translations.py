"""Every text people read can be translated: collected, in the right context, found at run time."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import re
import sys
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QObject, QTranslator

from app.domain.liking import Language
from app.ui.language import use_language
from app.ui.panels.appointments.booking_values import shown_day
from app.ui.panels.appointments.typed_times import read_day

ROOT = Path(__file__).parents[1]
TEXT = re.compile(r"[A-Za-z,.…]{2,} [a-z]|^[A-Z][a-z]{2,}")
"""What reads like words for people: two words, or one with a capital."""
KEYS = re.compile(r"^(Ctrl|Alt|Shift|Del|Esc|Enter|PgUp|PgDown|Home|Left|Right|[+,A-Z0-9])+$")
CODE = re.compile(r"</\w+>|^clinic-desk | --|^[a-z-]+: \d")
DATES = re.compile(r"^[dMyhmAPs:., ]+$")
NO_TEXT_CALLS = {"ColumnPlan", "setObjectName", "setProperty", "property", "cast", "findChild"}
NO_TEXT_CALLS |= {"getLogger", "debug", "info", "warning", "error", "exception", "translate"}
NO_TEXT_CALLS |= {"TypeVar", "QT_TRANSLATE_NOOP", "icon", "getattr"}
"""Calls whose literals nobody reads: widths of columns by a sample, names, types, logs."""
NOT_SHOWN = {
    "app.ui.first_run.words": "names of products",
    "app.ui.first_run.steps": "the product's name",
    "app.ui.printing.paper": "the product's name",
    "app.ui.printing.pages": "the product's name, a size of paper",
    "app.ui.printing.sheet": "the product's name",
    "app.ui.panels.sync.words": "the end of a class's name that is cut off",
    "app.ui.frame.user_menu": "values of an enumeration",
    "app.ui.theme.style": "the name of Qt's style",
    "app.ui.theme.fonts": "the font's file",
    "app.ui.widgets.calendar_canvas": "types",
    "app.ui.widgets.calendar_cursor": "values of an enumeration",
    "app.ui.preview.pages": "an error that is caught beside",
    "app.ui.record_form": "types",
    "app.ui.first_run.recovery_sheet": "the product's name",
    "app.ui.models.document_words": "what a document of another system is filed as",
    "app.ui.models.patient_list": "names of classes",
    "app.ui.language": "names of languages in themselves",
    "app.ui.vocabulary": "all of it is collected",
}
"""Modules with literals that look like words and are none, and what they are."""


@cache
def tool() -> ModuleType:
    """packaging/translations.py."""
    spec = importlib.util.spec_from_file_location(
        "translations_tool", ROOT / "packaging" / "translations.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@cache
def found():  # type: ignore[no-untyped-def]  # the tool's own class
    """What the sources hold today."""
    return tool().collect()


def test_every_translated_text_can_be_collected() -> None:
    assert found().odd == [], "translate literals, or mark them (QT_TRANSLATE_NOOP)"


def _unread(tree: ast.Module) -> set[int]:
    """Nodes that nobody reads: docstrings, errors, calls of NO_TEXT_CALLS, annotations."""
    nodes: set[int] = set()
    for node in ast.walk(tree):
        is_called = isinstance(node, ast.Call) and (
            getattr(node.func, "id", getattr(node.func, "attr", "")) in NO_TEXT_CALLS
        )
        is_unread = isinstance(node, ast.Raise) or (
            isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        )
        if is_called or is_unread:
            nodes |= {id(inner) for inner in ast.walk(node)}
    return nodes


def untranslated(tree: ast.Module, collected: set[int]) -> Iterator[str]:
    """Literals that read like words and stand in no translating call."""
    unread = _unread(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        text = node.value.strip()
        if id(node) in collected | unread or not TEXT.search(text) or text.startswith("<"):
            continue
        if (
            KEYS.match(text)
            or DATES.match(text)
            or re.search(r"</\w+>|clinic-desk | --|: \d", text)
        ):
            continue
        if not tool().REASON.match(text):
            yield f"line {node.lineno}: {text[:70]!r}"


def test_no_text_of_the_window_stands_in_the_sources_without_tr() -> None:
    plain = {
        name: lines
        for name, tree in found().trees.items()
        if name.startswith("app.ui") and name not in NOT_SHOWN
        if (lines := list(untranslated(tree, found().nodes)))
    }
    assert plain == {}, "put these through tr"


def test_a_plain_literal_in_a_widget_is_found() -> None:
    tree = ast.parse('box.setText("Save it now")\nbox.setObjectName("Save it now")')
    assert list(untranslated(tree, set())) == ["line 1: 'Save it now'"]


def _classes() -> Iterator[tuple[str, str]]:
    contexts = {context for context, _ in found().strings}
    for name, tree in found().trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name in contexts and _says(node):
                yield name, node.name


def _says(node: ast.ClassDef) -> bool:
    return any(
        isinstance(call, ast.Call) and ast.unparse(call.func) == "self.tr"
        for call in ast.walk(node)
    )


def test_each_class_that_says_self_tr_is_a_qobject_whose_name_qt_looks_up() -> None:
    wrong = [
        f"{module}.{name}"
        for module, name in _classes()
        if not issubclass(getattr(importlib.import_module(module), name), QObject)
    ]
    assert wrong == []


class _Told(QTranslator):
    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:  # type: ignore[override]
        """Remember which context was asked for."""
        self.asked.append(context)
        return "found" if context == "_Base" else None


class _Base(QObject):
    def words(self) -> str:
        return self.tr("words")


class _Derived(_Base):
    pass


@pytest.mark.usefixtures("qapp")
def test_a_text_of_a_base_class_is_found_where_a_subclass_says_it() -> None:
    told = _Told()
    QCoreApplication.installTranslator(told)
    try:
        assert _Derived().words() == "found"
        assert told.asked == ["_Derived", "_Base"]
    finally:
        QCoreApplication.removeTranslator(told)


LANGUAGES = ("de", "es")
PLACES = re.compile(r"\{\w*\}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_is_today_s_and_complete(language: str) -> None:
    done = tool().read_catalogue(language)
    missing = sorted({source for _, source in found().strings.keys() - done.keys()})
    how = f"packaging/translations.py missing {language}, then fill {language} FILE (README)"
    assert missing == [], how
    gone = done.keys() - found().strings.keys()
    assert gone == set(), "python packaging/translations.py drops what nobody says any more"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_the_places_of_its_source(language: str) -> None:
    wrong = {
        source: text
        for (_, source), text in tool().read_catalogue(language).items()
        if sorted(PLACES.findall(source)) != sorted(PLACES.findall(text))
    }
    assert wrong == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("qapp")
def test_the_built_file_says_every_text_as_the_catalogue_does(language: str) -> None:
    built = QTranslator()
    assert built.load(str(tool().ts_path(language).with_suffix(".qm")))
    QCoreApplication.installTranslator(built)
    try:
        wrong = {
            key: text
            for key, text in tool().read_catalogue(language).items()
            if QCoreApplication.translate(*key) != text
        }
        assert wrong == {}, "run python packaging/translations.py"
    finally:
        QCoreApplication.removeTranslator(built)


@pytest.mark.usefixtures("qapp")
def test_somebody_s_language_takes_effect_and_days_are_read_back_as_shown() -> None:
    locale = QLocale()
    try:
        assert use_language(Language.GERMAN)
        assert not use_language(Language.GERMAN)
        assert QCoreApplication.translate("records", "Saved.") == "Gespeichert."
        assert QLocale().language() is QLocale.Language.German
        for language in (Language.GERMAN, Language.SPANISH, Language.ENGLISH):
            use_language(language)
            for month in range(1, 13):
                day = date(2027, month, 23)
                assert read_day(shown_day(day), date(2026, 11, 22)) == day
        assert QCoreApplication.translate("records", "Saved.") == "Saved."
    finally:
        use_language(Language.SYSTEM)
        QLocale.setDefault(locale)
