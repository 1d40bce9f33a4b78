"""The help of every command, in every language."""

import pytest
import typer
from typer.testing import CliRunner

from planner.cli import app, help_texts
from planner.cli.help_language import fault_told
from planner.text import use_language


def commands(command, path=()):
    yield path, command
    for name, below in getattr(command, "commands", {}).items():
        yield from commands(below, (*path, name))


ALL = dict(commands(typer.main.get_command(app)))


def shown(*arguments):
    return CliRunner().invoke(app, arguments, env={"SIJAINTI_LANG": "en", "COLUMNS": "200"}).output


def test_the_texts_marked_for_translation_are_those_of_the_commands():
    told = {
        " ".join(part.split())
        for command in ALL.values()
        for text in (command.help, *(getattr(option, "help", None) for option in command.params))
        for part in (text or "").split("\n\n")
        if part
    }
    assert set(help_texts.TEXTS) == told


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_help_in_finnish_holds_no_english(path):
    text = shown("--lang", "fi", *path, "--help")
    flat = " ".join(text.split())
    left = [phrase for phrase in (*help_texts.TEXTS, *help_texts.FRAME) if phrase in flat]
    # These are alike in both languages.
    assert [phrase for phrase in left if fi(phrase) != phrase] == []
    assert "Käyttö:" in text


def fi(phrase):
    from planner.text import _

    use_language("fi")
    told = _(phrase)
    use_language("en")
    return told


def test_the_language_named_first_holds_for_the_help_that_follows():
    assert "Användning:" in shown("--lang", "sv", "--help")
    assert "Usage:" in shown("--help")


def test_what_typer_finds_wrong_is_told_in_the_language():
    use_language("fi")
    assert fault_told("No such option: --x") == "Valintaa --x ei ole."
    assert fault_told("Missing argument 'AREA'.") == "AREA puuttuu."
    assert fault_told("Something else.") == "Something else."
    use_language("en")
