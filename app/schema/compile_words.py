"""Full text: which records hold words that begin with what was typed, and how well they fit.

Patients and the numbers of their policies and identifiers are found through the desk's search
index, other records by their searchable fields (a function of the desk's own); the server keeps
the words of every record beside it. What a record's words are is said once, in search_tokens.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.declare import EntitySpec
from app.domain.errors import InvalidValue
from app.schema.compile_dialects import Parameters
from app.schema.compile_fields import prefix_end, text
from app.schema.search_tokens import CHILD_FIELDS, searchable_fields, typed_words

MAX_WORDS = 12
_QUOTE = "'"
Word = tuple[str, ...]


def found_words(spec: EntitySpec, typed: str, parameters: Parameters) -> str:
    """Whether every word begins a word of the record. Raises InvalidValue."""
    words = _words(spec, typed)
    if not words:
        return "FALSE"
    if parameters.dialect.name == "postgresql":
        query = " & ".join(_lexemes(word, whole=False) for word in words)
        mark = parameters.mark(query, "tsquery")
        return (
            f'"{spec.name}".id IN (SELECT w.id FROM record_words AS w '
            f"WHERE w.entity = {parameters.mark(spec.name, 'text')} AND w.words @@ {mark})"
        )
    if _is_indexed(spec):
        parts = [_indexed(spec, word, parameters, whole=False) for word in words]
        return f"({' AND '.join(parts)})"
    return f"{_scanned(spec, typed, parameters)} IS NOT NULL"


def points_of(spec: EntitySpec, typed: str, parameters: Parameters) -> str:
    """One point for each word that was found, one more where it is a whole word."""
    words = _words(spec, typed)
    if not words:
        return "(0 + 0)"  # a bare number would be the number of a column to ORDER BY
    if parameters.dialect.name == "postgresql":
        wholes = [
            f"(w.words @@ {parameters.mark(_lexemes(word, whole=True), 'tsquery')})::int"
            for word in words
        ]
        return (
            f"coalesce((SELECT {len(words)} + {' + '.join(wholes)} FROM record_words AS w "
            f"WHERE w.entity = {parameters.mark(spec.name, 'text')} "
            f'AND w.id = "{spec.name}".id), 0)'
        )
    if _is_indexed(spec):
        wholes = [_indexed(spec, word, parameters, whole=True) for word in words]
        return f"({len(words)} + {' + '.join(wholes)})"
    return f"coalesce({_scanned(spec, typed, parameters)}, 0)"


def score_of(points: int, typed: str) -> float:
    """Between 0.5 (every word only begun) and 1 (every word whole)."""
    return points / (2 * max(len(typed_words(typed)), 1))


def _words(spec: EntitySpec, typed: str) -> list[Word]:
    if not searchable_fields(spec):
        raise InvalidValue("words", f"cannot be searched for in {spec.name}")
    words = typed_words(text(typed))
    if len(words) > MAX_WORDS:
        raise InvalidValue("words", f"are more than {MAX_WORDS}")
    return words


def _is_indexed(spec: EntitySpec) -> bool:
    return spec.name == "patient" or spec.name in CHILD_FIELDS


def _indexed(spec: EntitySpec, word: Word, parameters: Parameters, *, whole: bool) -> str:
    """Whether the desk's search index knows the record by a word."""
    lookups: list[str] = []
    if spec.name == "patient" and word[0].isalnum():
        name = f'"{word[0]}"' if whole else f'"{word[0]}"*'
        lookups.append(
            "SELECT p.patient_id FROM search_name JOIN search_patient AS p "
            f"ON p.number = search_name.rowid WHERE search_name MATCH {parameters.mark(name, '')}"
        )
    owner = "owner_id = patient_id" if spec.name == "patient" else "owner_id <> patient_id"
    for token in word:
        found = f"token {'=' if whole else '>='} {parameters.mark(token, '')}"
        end = None if whole else prefix_end(token)
        if end is not None:
            found += f" AND token < {parameters.mark(end, '')}"
        lookups.append(f"SELECT owner_id FROM search_token WHERE {found} AND {owner}")
    return f'("{spec.name}".id IN ({" UNION ALL ".join(lookups)}))'


def _scanned(spec: EntitySpec, typed: str, parameters: Parameters) -> str:
    columns = ", ".join(f'"{spec.name}"."{name}"' for name in searchable_fields(spec))
    return f"word_points({parameters.mark(typed, '')}, {columns})"


def _lexemes(word: Sequence[str], *, whole: bool) -> str:
    """A word's ways of being written as PostgreSQL's text search reads them."""
    parts = [one.replace("\\", "\\\\").replace("'", "''") for one in word]
    ends = "'" if whole else "':*"
    return f"({' | '.join(f'{_QUOTE}{part}{ends}' for part in parts)})"
