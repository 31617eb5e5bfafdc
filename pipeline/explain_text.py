"""Text of an article as people may safely see it: what is invisible or steers the display is written out."""

import unicodedata
from typing import Final

_KEPT: Final = frozenset(" \n")
_SPACES: Final = frozenset(("\t", "\r"))


def show_text(text: str) -> str:
    """The text with tabs as spaces and every control, format, private or unassigned character as <U+202E>.

    So neither the terminal nor the direction of the text can be steered by an article. Newlines stay.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_show_character(character) for character in text)


def show_line(text: str) -> str:
    """The same on one line: newlines are spaces."""
    return show_text(" ".join(text.split()))


def _show_character(character: str) -> str:
    if character.isprintable() or character in _KEPT:
        return character
    if character in _SPACES or unicodedata.category(character) == "Zs":
        return " "
    return f"<U+{ord(character):04X}>"
