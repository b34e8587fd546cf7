"""How alike two words, dates and addresses are: the measures behind possible duplicates."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

_SAME_NAME = (
    "alexander alex sandy",
    "alexandra alex sandra",
    "andrew andy drew",
    "anthony tony",
    "benjamin ben",
    "charles charlie chuck",
    "christopher chris",
    "daniel dan danny",
    "david dave",
    "edward ed eddie ted",
    "elizabeth beth betty eliza liz lisa",
    "francisco paco pancho",
    "frederick fred freddy",
    "guadalupe lupe",
    "james jim jimmy",
    "jennifer jen jenny",
    "john jack johnny",
    "jonathan jon",
    "jose pepe",
    "joseph joe joey",
    "katherine catherine cathy kate katie kathy",
    "margaret maggie meg peggy",
    "matthew matt",
    "michael mick mike",
    "nicholas nick",
    "patricia pat patty tricia",
    "patrick pat paddy",
    "rebecca becky",
    "richard dick rick",
    "robert bob bobby rob",
    "ronald ron",
    "samuel sam",
    "stephen steven steve",
    "susan sue susie",
    "theodore ted theo",
    "thomas tom tommy",
    "timothy tim",
    "william bill billy will",
)
_GROUPS: dict[str, set[str]] = {}
for _names in _SAME_NAME:
    for _name in _names.split():
        _GROUPS.setdefault(_name, set()).update(_names.split())
_SOUNDS = {
    letter: digit
    for digit, letters in enumerate(("bfpv", "cgjkqsxz", "dt", "l", "mn", "r"), start=1)
    for letter in letters
}


def is_short_for(one: str, other: str) -> bool:
    """Whether one given name is used for the other, or is its first letter: "bob", "robert"."""
    if min(len(one), len(other)) == 1:
        return one[:1] == other[:1]
    return other in _GROUPS.get(one, ())


@lru_cache(maxsize=65_536)
def sound(word: str) -> str:
    """How a folded word begins to sound (American Soundex); "" for what has no Latin letter."""
    letters = [char for char in word if "a" <= char <= "z"]
    if not letters:
        return word[:4]
    code, last = letters[0], _SOUNDS.get(letters[0])
    for char in letters[1:]:
        digit = _SOUNDS.get(char)
        if digit and digit != last:
            code += str(digit)
        if char not in "hw":
            last = digit
    return f"{code}000"[:4]


@lru_cache(maxsize=262_144)
def likeness(one: str, other: str) -> float:
    """How alike two words are, 0 to 1 (Jaro-Winkler): typing mistakes cost little."""
    if one == other:
        return 1.0
    if not one or not other:
        return 0.0
    reach = max(len(one), len(other)) // 2 - 1
    here, there = _shared(one, other, reach)
    if not here:
        return 0.0
    moved = sum(a != b for a, b in zip(here, there, strict=True)) / 2
    count = len(here)
    jaro = (count / len(one) + count / len(other) + (count - moved) / count) / 3
    same = next((at for at in range(4) if one[at : at + 1] != other[at : at + 1]), 4)
    return jaro + min(same, len(one), len(other)) * 0.1 * (1 - jaro)


def _shared(one: str, other: str, reach: int) -> tuple[str, str]:
    """The letters both have at about the same place, in the order of each."""
    taken = [False] * len(other)
    here = ""
    for at, char in enumerate(one):
        for place in range(max(0, at - reach), min(len(other), at + reach + 1)):
            if not taken[place] and other[place] == char:
                taken[place] = True
                here += char
                break
    return here, "".join(char for char, is_taken in zip(other, taken, strict=True) if is_taken)


def is_one_slip(one: str, other: str) -> bool:
    """Whether two numbers of one length differ by one figure, or by two that changed places."""
    if len(one) != len(other):
        return False
    places = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(places) == 2 and places[1] - places[0] == 1:
        first, second = places
        return one[first] == other[second] and one[second] == other[first]
    return len(places) == 1


def is_swapped_date(one: str, other: str) -> bool:
    """Whether two whole dates have day and month the other way round."""
    return len(one) == len(other) == 10 and one == f"{other[:5]}{other[8:]}-{other[5:7]}"


def pairs_of_letters(text: str) -> frozenset[str]:
    """The neighbouring letters of a text, by which long texts are compared."""
    return frozenset(a + b for a, b in pairwise(f" {text} "))


def overlap(one: str, other: str) -> float:
    """How much of two texts is the same, 0 to 1 (Dice, pairs of letters): any order of words."""
    first, second = pairs_of_letters(one), pairs_of_letters(other)
    return 2 * len(first & second) / (len(first) + len(second))
