"""Typing a join code: grouped as it is read out, and a sign that no code has is named."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLineEdit

from app.security.join_code import ALPHABET, LOOKUP_LENGTH, SECRET_LENGTH
from app.ui.widgets.fields import Field, line_edit

LENGTH = LOOKUP_LENGTH + SECRET_LENGTH
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0"})
_CUTS = (5, 10, 14, 18, 22)


def compact(text: str) -> str:
    """A code as typed without its hyphens and spaces, its look-alikes read as digits."""
    return "".join(sign for sign in text.upper() if not sign.isspace() and sign != "-").translate(
        _READ_AS
    )


def grouped(code: str) -> str:
    """A code or its beginning in the groups in which it is read out."""
    cuts = (0, *_CUTS, max(LENGTH, len(code)))
    pieces = (code[start:end] for start, end in pairwise(cuts))
    return "-".join(piece for piece in pieces if piece)


def problem_of(code: str) -> str:
    """What is wrong with a compact code; nothing while it can still become right."""
    strange = next((sign for sign in code if sign not in ALPHABET), "")
    if strange:
        return _tr("“{0}” is in no code: letters without I, L, O and U, and digits.").format(
            strange
        )
    if len(code) > LENGTH:
        return _tr("That is {0} too many: a code has {1} letters and digits.").format(
            len(code) - LENGTH, LENGTH
        )
    return ""


class CodeField(Field):
    """The join code; groups itself while it is typed."""

    def __init__(self) -> None:
        self._line = line_edit("join_code")
        self._caption = _tr("Join code")
        super().__init__(self._caption, self._line)
        self._line.setPlaceholderText("XXXXX-XXXXX-XXXX-XXXX-XXXX-XXXX")
        self.edited.connect(self._on_typed)

    def code(self) -> str:
        """The code without hyphens."""
        return compact(self._line.text())

    def clear(self) -> None:
        """Nothing typed."""
        self._line.clear()
        self._on_typed()

    def check(self) -> bool:
        """Whether it is a whole code."""
        code = self.code()
        missing = LENGTH - len(code)
        problem = problem_of(code)
        if not problem and missing:
            problem = _tr("A code has {0} letters and digits: {1} are missing.").format(
                LENGTH, missing
            )
        self.set_error(problem)
        return not problem

    def _on_typed(self) -> None:
        self._regroup(self._line)
        code = self.code()
        self.set_error(problem_of(code))
        count = _tr("{0} of {1}").format(len(code), LENGTH)
        self.caption.setText(f"{self._caption} ({count})" if code else self._caption)

    @staticmethod
    def _regroup(line: QLineEdit) -> None:
        text = line.text()
        before = len(compact(text[: line.cursorPosition()]))
        shown = grouped(compact(text))
        if shown != text:
            line.setText(shown)
            place = next(at for at in range(len(shown) + 1) if len(compact(shown[:at])) == before)
            # Behind the hyphen that the group just begun, where the next letter goes.
            if place < len(shown) and shown[place] == "-":
                place += 1
            line.setCursorPosition(place)


def _tr(text: str) -> str:
    return QCoreApplication.translate("first_run", text)
