"""What search_tokens.py says of one patient, for many at once: a few large steps, column by column.

Each of them is over in C; one by one, the words of a page took longer than writing its rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from app.domain.values import digits, folded
from app.schema.search_tokens import PHONE_MARK, words_of_name

Texts = Sequence[str]
KnownNames = dict[str | None, Sequence[str]]
"""The words of names that came up before."""
_LINE = "\n"
"""Between texts that are read together; one that holds it is read by itself."""
_ASCII = range(128)
_NO_DIGIT = {code: None for code in _ASCII if not chr(code).isdigit() and chr(code) != _LINE}
_NO_LETTER = {code: None for code in _ASCII if not chr(code).isalnum() and chr(code) != _LINE}
_NO_SPACE = {code: None for code in _ASCII if chr(code).isspace() and chr(code) != _LINE}


def names_of(columns: Sequence[Sequence[str | None]], known: KnownNames) -> list[str]:
    """`name_words` of each patient; a column for each of NAME_FIELDS, in their order.

    known keeps the words of the names that came up, for the next patients.
    """
    for text in {text for column in columns for text in column} - known.keys():
        known[text] = list(filter(None, words_of_name(text))) if text else ()
    filled = [column for column in columns if column.count(None) < len(column)]
    words = zip(*(map(known.__getitem__, column) for column in filled), strict=True)
    found = [" ".join(dict.fromkeys(chain.from_iterable(of_one))) for of_one in words]
    return found or [""] * len(columns[0])


def phones_of(texts: Texts) -> list[str]:
    """The token of each phone number; "" where it holds no digit."""
    joined = _LINE.join(texts)
    if not _is_plain(joined, texts):
        numbers = [digits(text)[::-1] for text in texts]
    else:
        numbers = joined.translate(_NO_DIGIT)[::-1].split(_LINE)[::-1]
    return [PHONE_MARK + number if number else "" for number in numbers]


def numbers_of(texts: Texts) -> tuple[list[str], list[str]]:
    """The `number_tokens` of each text: as written, and without its punctuation ("" where that is
    the same or nothing)."""
    joined = _LINE.join(texts)
    if _is_plain(joined, texts):
        keys = joined.lower()
        written, plain = keys.translate(_NO_SPACE), keys.translate(_NO_LETTER)
        if written == plain:
            return written.split(_LINE), [""] * len(texts)
        return written.split(_LINE), list(_different(plain.split(_LINE), written.split(_LINE)))
    folds = list(map(folded, texts))
    words = ["".join(key.split()) for key in folds]
    letters = ["".join(filter(str.isalnum, key)) for key in folds]
    return words, list(_different(letters, words))


def _different(texts: Texts, others: Texts) -> Iterator[str]:
    return ("" if one == other else one for one, other in zip(texts, others, strict=True))


def _is_plain(joined: str, texts: Texts) -> bool:
    """Whether texts can be read together."""
    return bool(texts) and joined.isascii() and joined.count(_LINE) == len(texts) - 1
