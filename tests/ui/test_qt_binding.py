"""Guards against a known kind of bug in the binding: a reference lost on every call."""

from __future__ import annotations

import subprocess
import sys

CODE = """
import os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtWidgets import QApplication, QLabel
application = QApplication([])
label = QLabel()
before = [sys.getrefcount(value) for value in (None, True, False)]
for number in range(100_000):
    label.setText("patient")
after = [sys.getrefcount(value) for value in (None, True, False)]
assert label.text() == "patient"
assert all(abs(b - a) < 50_000 for a, b in zip(before, after)), (before, after)
print("fine")
"""


def test_a_hundred_thousand_texts_leave_the_interpreter_whole() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE], capture_output=True, text=True, timeout=500, check=False
    )
    assert done.stdout.strip() == "fine", done.stderr[-400:]
