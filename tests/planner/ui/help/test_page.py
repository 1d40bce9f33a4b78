"""The Help page: every figure with formula and source from its docstring, every how-to, keys and terms."""

import re
from pathlib import Path

import pytest

from planner.ui.help import texts as help_texts
from planner.ui.help.docstrings import explained
from planner.ui.help.figures import FIGURES, GROUPS
from planner.ui.widgets import headings
from tests.planner.ui.pages import run, words


def run_help():
    from planner.ui.help import page as help_page

    help_page.render()


@pytest.mark.parametrize("key", FIGURES)
def test_a_docstring_says_formula_and_source(key):
    told = explained(FIGURES[key].function)
    assert told.summary
    assert not told.summary.startswith("Return")
    assert told.formula
    assert told.source


def test_no_key_stands_twice():
    assert sum(len(figures) for _title, figures in GROUPS) == len(FIGURES)


def test_a_link_opens_the_figure_that_it_names():
    told = words(run(run_help, help="remaining"))
    opened = told.split("<details")[1]
    assert "open>" in opened
    assert "remaining = the least of: building right − used" in opened
    assert told.count("<details") == len(FIGURES) + 1


@pytest.mark.parametrize("name", help_texts.HOW_TOS)
def test_a_how_to_is_read(name):
    assert not run(run_help, help=f"howto.{name}").exception


def test_every_how_to_of_the_documentation_is_listed(root):
    assert set(help_texts.HOW_TOS) == {path.stem for path in (root / "docs").glob("*.md")}


def test_links_between_how_tos_stay_on_the_page_and_comments_in_code_are_no_headings():
    text = help_texts.how_to("how-it-computes")
    assert "](help?help=howto.add-a-terrain-model)" in text
    assert "\n### Coordinates" in text


def test_pictures_of_the_documentation_are_not_asked_for():
    assert not [name for name in help_texts.HOW_TOS if "](images/" in help_texts.how_to(name)]


def test_terms_stand_in_three_languages():
    told = words(run(run_help, help="terms"))
    for term in ("building right", "rakennusoikeus", "byggrätt"):
        assert term in told


def test_what_nobody_knows_opens_the_figures():
    assert "<details" in words(run(run_help, help="<script>"))


def test_in_another_language_titles_are_translated_and_the_quoted_english_is_announced():
    told = words(run(run_help_in_finnish, help="remaining"))
    assert "kirjoitettu englanniksi" in told
    assert "<summary>Jäljellä oleva kerrosala</summary>" in told
    keys = words(run(run_help_in_finnish, help="keys"))
    assert "Piirrä sivu uudelleen" in keys


def run_help_in_finnish():
    from planner.text import use_language
    from planner.ui.help import page as help_page

    use_language("fi")
    help_page.render()
    use_language("en")


def test_every_heading_leads_to_a_figure_of_the_help():
    sources = sorted(Path(headings.__file__).parents[1].rglob("*.py"))
    code = "".join(path.read_text() for path in sources)
    keys = re.findall(r'headings\.section\(.+, "(\w+)"\)', code)
    assert len(keys) >= 7
    assert set(keys) <= set(FIGURES)
