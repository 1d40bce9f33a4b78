"""What can be printed: any text becomes one that the fonts at hand show, and that harms nothing."""

import re
import unicodedata
from functools import lru_cache

# Letters and signs that Inter, or the fonts that come with typst, can show: a document that claims to be
# accessible may hold no other. Found by setting each one;
# tests/planner/drawing/print/test_glyphs.py sets them again.
_SHOWN = (
    (0x20, 0x7E),
    (0xA0, 0xAC),
    (0xAE, 0x2FF),
    (0x370, 0x377),
    (0x384, 0x38A),
    (0x38E, 0x3A1),
    (0x3A3, 0x482),
    (0x48A, 0x4FF),
    (0x531, 0x556),
    (0x5D0, 0x5EA),
    (0x621, 0x63A),
    (0x640, 0x64A),
    (0x660, 0x66D),
    (0x6F0, 0x6F9),
    (0x10D0, 0x10FF),
    (0x1E00, 0x1F15),
    (0x2010, 0x2027),
    (0x202F, 0x205F),
    (0x2074, 0x208E),
    (0x20A0, 0x20C0),
    (0x2100, 0x2122),
    (0x2190, 0x23FF),
    (0x2460, 0x25FF),
)
_NOT_SHOWN = re.compile(
    "[^" + "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in _SHOWN) + "]"
)
# Stands for a letter that no font at hand can show.
STAND_IN = "□"
ZERO_WIDTH_SPACE = "\u200b"
# Longer words are allowed to break, or they would run out of their column.
_LONGEST_WORD_N = 22
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
_PIECE = re.compile(rf"\S{{{_LONGEST_WORD_N + 1},}}")


@lru_cache(maxsize=4096)
def printable(text: str) -> str:
    r"""Return the text on one line: without what commands or turns it, a box for each letter without a glyph.

    Examples
    --------
    >>> printable("Tontti\n11-3"), printable("a\u202eb"), printable("日本 Oy")
    ('Tontti 11-3', 'ab', '□□ Oy')
    """
    composed = unicodedata.normalize("NFC", text)
    plain = "".join(" " if sign.isspace() and sign not in "\u00a0\u202f" else sign for sign in composed)
    kept = "".join(sign for sign in plain if unicodedata.category(sign) not in {"Cc", "Cf"})
    return _NOT_SHOWN.sub(STAND_IN, kept).strip()


def breakable(text: str) -> str:
    """Return the text with places to break in words that are too long for a column.

    Examples
    --------
    >>> breakable("a" * 25) == "a" * 12 + ZERO_WIDTH_SPACE + "a" * 12 + ZERO_WIDTH_SPACE + "a"
    True
    """
    return _PIECE.sub(_pieces, text)


def _pieces(found: re.Match[str]) -> str:
    # A fingerprint is copied in one piece.
    return (
        found[0]
        if _FINGERPRINT.fullmatch(found[0])
        else ZERO_WIDTH_SPACE.join(re.findall(r".{1,12}", found[0]))
    )


def shortened(text: str, longest_n: int) -> str:
    """Return the text, cut with an ellipsis where it is longer than that many letters.

    Examples
    --------
    >>> shortened("Kantasatamantie", 8)
    'Kantasa…'
    """
    return text if len(text) <= longest_n else text[: longest_n - 1].rstrip() + "…"
