"""Numbers and words as a language writes them."""

import copy
import math

import pytest

from layers.messages import Named, Sentence
from layers.titles import named_choices
from planner import text


@pytest.fixture(autouse=True)
def english():
    text.use_language("en")
    yield
    text.use_language("en")


@pytest.mark.parametrize(
    ("value", "digits_n", "written"),
    [
        (129_000, 0, "129,000"),
        (0.456, 2, "0.46"),
        (-1234.5, 1, "-1,234.5"),
        (0, 0, "0"),
        (-0.4, 0, "0"),
        (-0.04, 1, "0.0"),
        (None, 0, "–"),
        (math.nan, 2, "–"),
        (math.inf, 0, "∞"),
    ],
)
def test_numbers(value, digits_n, written):
    assert text.number(value, digits_n) == written


@pytest.mark.parametrize(
    ("language", "written"), [("en", "1,234.5"), ("fi", "1\xa0234,5"), ("sv", "1\xa0234,5")]
)
def test_each_language_writes_numbers_its_own_way(language, written, monkeypatch):
    monkeypatch.setattr(text, "LANGUAGES", ("en", "fi", "sv"))
    text.use_language(language)
    assert text.language() == language
    assert text.number(1234.5, 1) == written


def test_an_unknown_language_falls_back_to_english():
    text.use_language("xx")
    assert (text.language(), text._("Plot area")) == ("en", "Plot area")


@pytest.mark.parametrize(
    ("metres", "written"),
    [
        (0, "0\xa0m"),
        (999.4, "999\xa0m"),
        (1000, "1.00\xa0km"),
        (9_994, "9.99\xa0km"),
        (10_000, "10.0\xa0km"),
        (485_700, "486\xa0km"),
        (None, "–"),
        (math.nan, "–"),
    ],
)
def test_distances(metres, written):
    assert text.distance(metres) == written


def test_hectares_quantities_days():
    assert (text.hectares(215_000), text.hectares(None)) == ("21.50\xa0ha", "–")
    assert (text.quantity(3.14159, "m", 2), text.quantity(None, "m")) == ("3.14\xa0m", "–")
    assert (text.day("2026-11-24"), text.day(None), text.day("soon")) == ("Nov 24, 2026", "–", "soon")


def test_plurals():
    assert text.n_("{n} plot", "{n} plots", 1) == "1 plot"
    assert text.n_("{n} plot", "{n} plots", 1200) == "1,200 plots"


def test_titles_fall_back_to_english():
    assert text.localised({"en": "Quay", "fi": "Laituri"}) == "Quay"
    assert text.marked("Quay") == "Quay"


def test_the_word_for_a_code_is_told_with_the_code_where_they_differ():
    told = named_choices(["free", "gas"])
    assert (told, text.translate(told)) == ("free, Gas pipe (gas)", "free, Gas pipe (gas)")
    text.use_language("fi")
    assert text.translate(told) == "vapaa (free), Kaasuputki (gas)"


def test_the_word_for_a_code_can_be_kept_in_a_cache():
    word = Named(Sentence("Gas pipe"), "gas")
    kept = copy.deepcopy(word)
    text.use_language("sv")
    assert text.translate(kept) == text.translate(word) == "Gasledning (gas)"
