"""Every letter that is let through can be printed: an accessible document may hold no other."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from planner.drawing.print.glyphs import _SHOWN, STAND_IN, printable, shortened
from planner.reports.typst import compiler
from planner.reports.typst.blocks import Document, Part, Section, Words

MADE_AT = datetime(2026, 11, 24, tzinfo=UTC)
EMPTY = Document("title", "en", "foot", "{page} {pages}", ())


def set_in_type(text: str) -> bytes:
    section = Section("", (Words(text),))
    document = replace(EMPTY, parts=(Part("title", "", "", (section,)),))
    return compiler.pdf_bytes(document, MADE_AT)


@pytest.mark.parametrize(("first", "last"), _SHOWN)
def test_every_letter_that_is_let_through_has_a_glyph(first, last):
    assert set_in_type(" ".join(chr(code) for code in range(first, last + 1))).startswith(b"%PDF")


@pytest.mark.parametrize(
    "hostile",
    [
        "日本語 😀",
        "שלום עולם",
        "مرحبا",
        "a\x00b\x07c\x1b[31m",
        "\u202egnp.exe",
        "e\u0301\u0302\u0327",
        "\ud800",
    ],
)
def test_any_text_can_be_set(hostile):
    assert set_in_type(hostile).startswith(b"%PDF")


def test_what_turns_the_reading_order_is_dropped():
    assert printable("plot \u202e11-3\u2066") == "plot 11-3"


def test_a_letter_without_a_glyph_is_seen_to_be_missing():
    assert printable("日1") == f"{STAND_IN}1"


def test_letters_of_finnish_and_swedish_stay():
    text = "Tehdasalue Ääkkönen – “Hårdvaran” 12 k-m² · 5 × 4 ≥ 1 €"
    assert printable(text) == text


def test_shortening_keeps_what_fits():
    assert shortened("abc", 3) == "abc"
    assert shortened("abcd", 3) == "ab…"
