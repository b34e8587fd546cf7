"""Sign-in names that nobody can take for a colleague's.

After Unicode's report on confusable names (UTS 39): one alphabet a name, compatibility forms
refused, and two names that look alike are one. The table below holds the letters that ordinary
fonts draw alike; the report's own has thousands, most of them in alphabets no clinic signs in with.
"""

from __future__ import annotations

import unicodedata

from app.domain.staff import LONGEST_USERNAME, is_name

WORDS = (
    f"needs 1 to {LONGEST_USERNAME} printable characters, with letters of one alphabet in their "
    "usual form"
)
_WRITTEN_TOGETHER = {"HIRAGANA": "CJK", "KATAKANA": "CJK", "KATAKANA-HIRAGANA": "CJK"}
_NO_ALPHABET = frozenset({"MODIFIER", "COMBINING", "MASCULINE", "FEMININE"})
_LIKE = str.maketrans(
    # Cyrillic, Greek and figures, as they look in small letters and in capitals.
    "авекмнорстухѕіјһԁԛԝгь" + "αβεικνορτυχωζημϲ" + "01" + "ıɑɡ",
    "abekmhopctyxsijhdqwrb" + "abeikvoptuxwznmc" + "ol" + "iag",
)


def is_username(text: str) -> bool:
    """Whether a new name can be signed in with: printable, of one alphabet, in its usual form."""
    if not is_name(text, longest=LONGEST_USERNAME) or unicodedata.normalize("NFKC", text) != text:
        return False
    return len({_alphabet(letter) for letter in text if letter.isalpha()} - _NO_ALPHABET) <= 1


def looks_like(name: str, other: str) -> bool:
    """Whether two names differ, and not to the eye."""
    return _folded(name) != _folded(other) and _seen(name) == _seen(other)


def _folded(name: str) -> str:
    return name.strip().casefold()


def _seen(name: str) -> str:
    """What a name looks like: both names of a look-alike pair give the same."""
    plain = unicodedata.normalize("NFKC", name.strip()).casefold()
    return unicodedata.normalize("NFKC", plain).translate(_LIKE).replace("rn", "m")


def _alphabet(letter: str) -> str:
    """The first word of the letter's name in Unicode: LATIN, CYRILLIC, GREEK, CJK, ..."""
    word = unicodedata.name(letter, "UNKNOWN").split()[0]
    return _WRITTEN_TOGETHER.get(word, word)
