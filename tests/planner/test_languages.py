"""Finnish and Swedish: every text is there, whole, and reaches page, report and command line."""

import ast
import csv
import re
import threading
import tomllib
from functools import cache as cache_once

import pytest
from babel.messages.pofile import read_po
from pypdf import PdfReader
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from layers import specs
from layers import titles as layer_titles
from layers.io import list_areas, read_atlas, read_national, read_scenario_text
from layers.io.services.ready import ready_services
from planner import cli, text
from planner.scenario import table_texts
from planner.scenario.scenario import parse_scenario
from planner.ui import cache
from planner.ui.widgets import layer_names

TRANSLATED = ("fi", "sv")
PLOT = {"area": "kokkola", "plot": "7-2"}
# The Help page quotes the program, which is English: tests/planner/ui/help/test_page.py.
PAGES = ("map", "plot", "compare", "freight", "draw", "capacity", "parks", "data", "data_import")


@pytest.fixture(autouse=True)
def english(monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SIJAINTI_LANG", "en")
    # What slow work says on stderr depends on the machine.
    monkeypatch.setattr(cli.output, "_PATIENCE_S", 3600.0)
    text.use_language("en")
    yield
    text.use_language("en")


def catalogue(root, language=None):
    folder = root / "planner" / "locale"
    path = folder / language / "LC_MESSAGES" / "sijainti.po" if language else folder / "sijainti.pot"
    with path.open("rb") as file:
        return read_po(file, locale=language)


def forms(message):
    return (message,) if isinstance(message, str) else tuple(message)


def placeholders(message):
    return sorted(re.findall(r"\{+[a-z_0-9]*(?::[^}]*)?\}+", message))


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_text_is_missing_fuzzy_or_left_over(language, root):
    wanted = {message.id for message in catalogue(root) if message.id}
    translated = catalogue(root, language)
    assert {message.id for message in translated if message.id} == wanted
    assert list(translated.obsolete) == []
    assert [message.id for message in translated if message.id and message.fuzzy] == []
    assert [message.id for message in translated if not all(forms(message.string))] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_keeps_what_is_filled_in_and_the_ends_of_lines(language, root):
    for message in catalogue(root, language):
        if not message.id:
            continue
        wanted = forms(message.id)
        found = forms(message.string)
        assert len(found) == len(wanted), message.id
        for one, other in zip(wanted, found, strict=True):
            assert placeholders(one) == placeholders(other), message.id
            assert one.count("\n") == other.count("\n"), message.id
            # A mark of the end, and blanks that a text is joined by.
            assert [one[:1].isspace(), one[-1:].isspace()] == [other[:1].isspace(), other[-1:].isspace()], one
            assert one.endswith("...") == other.endswith("..."), message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_catalogue_names_no_tool(language, root):
    head = (
        (root / "planner" / "locale" / language / "LC_MESSAGES" / "sijainti.po").read_text().split("\n\n")[0]
    )
    assert re.findall(r"Generated|Translator|Date", head) == []


def test_the_titles_of_layers_and_zoning_codes_are_in_the_catalogue(root):
    assert set(table_texts.LAYER_TITLES) == {spec.title for spec in specs.SPECS.values()}
    with (root / "data" / "zoning_codes.csv").open(encoding="utf-8") as file:
        assert set(table_texts.ZONING_MEANINGS) == {row["meaning_en"] for row in csv.DictReader(file)}


def test_what_the_default_rules_say_of_themselves_is_in_the_catalogue():
    scenario = parse_scenario(read_scenario_text())
    said = {text for rule in scenario.rules for text in (rule.legal_reference, rule.note) if text}
    assert set(table_texts.RULE_TEXTS) == said
    assert set(table_texts.CRITERIA_BASES) == {entry.basis for entry in scenario.criteria if entry.basis}
    shown = {job.source for job in scenario.jobs} | {scenario.factors["net_share"].source}
    assert set(table_texts.FACTOR_SOURCES) == shown
    told = {
        text
        for entry in scenario.freight_factors
        for text in (entry.vehicle_class, entry.source, entry.cost_basis, entry.note)
        if text
    }
    told |= {entry.source for entry in scenario.transfer.values()} | {scenario.driver_rest.source}
    assert set(table_texts.FREIGHT_TEXTS) == told


def test_the_remarks_on_the_plots_of_kokkola_are_in_the_catalogue():
    plots = read_atlas("kokkola").frame("plots")
    assert set(table_texts.PLOT_REMARKS) == {*plots["note"].dropna(), *plots["source"]}


def test_what_the_import_page_says_of_services_and_columns_is_in_the_catalogue():
    said = {text for one in ready_services() for text in (one.title, one.gives, one.note) if text}
    assert set(table_texts.SERVICE_TEXTS) == said
    columns = {
        column.name: column for layer in layer_names.LAYERS for column in specs.SPECS[layer].all_columns
    }
    untitled = [columns[name].meaning for name in columns if name not in layer_titles.COLUMN_TITLES]
    assert {text[:1].upper() + text[1:] for text in untitled} <= set(layer_names.MEANINGS)
    choices = {choice for column in columns.values() for choice in column.choices}
    assert choices <= set(layer_titles.CHOICE_TITLES)


def titles(settings):
    """Yield every table of titles, however deep it lies."""
    if isinstance(settings, dict):
        if "en" in settings:
            yield settings
        for value in settings.values():
            yield from titles(value)
    elif isinstance(settings, list):
        for value in settings:
            yield from titles(value)


def test_titles_in_the_data_are_there_in_every_language():
    found = list(titles(tomllib.loads(read_scenario_text("default"))))
    assert len(found) > 50
    assert [title for title in found if set(title) != {"en", *TRANSLATED}] == []
    assert [info.name for info in list_areas() if not {*TRANSLATED} <= set(info.titles)] == []
    assert [info.name for info in list_areas() if not {*TRANSLATED} <= set(info.notes)] == []
    assert not read_national().table("starting_situations")[["title_fi", "title_sv"]].isna().any(axis=None)


@pytest.mark.parametrize(
    ("language", "area", "floor", "length", "date"),
    [
        ("en", "21.50\xa0ha", "1,234\xa0k-m²", "1.27\xa0km", "Nov 24, 2026"),
        ("fi", "21,50\xa0ha", "1\xa0234\xa0k-m²", "1,27\xa0km", "24.11.2026"),
        ("sv", "21,50\xa0ha", "1\xa0234\xa0m²-vy", "1,27\xa0km", "24.11.2026"),
    ],
)
def test_numbers_units_and_days_follow_the_language(language, area, floor, length, date):
    text.use_language(language)
    assert text.hectares(215_000) == area
    assert text.quantity(1234, "k-m²") == floor
    assert text.distance(1274) == length
    assert text.day("2026-11-24") == date


def test_plurals_follow_the_language():
    text.use_language("fi")
    told = [text.n_("{n} usable part", "{n} usable parts", count) for count in (1, 2)]
    assert told == ["1 käyttökelpoinen osa", "2 käyttökelpoista osaa"]


def test_the_empty_text_stays_empty():
    text.use_language("fi")
    assert text._("") == ""


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"SIJAINTI_LANG": "sv", "LANG": "fi_FI.UTF-8"}, "sv"),
        ({"SIJAINTI_LANG": "", "LANG": "fi_FI.UTF-8"}, "fi"),
        ({"SIJAINTI_LANG": "", "LC_ALL": "C"}, "en"),
        ({"SIJAINTI_LANG": ""}, "en"),
    ],
)
def test_the_environment_says_the_language(variables, language, monkeypatch):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert text.language_of_environment() == language


def test_each_thread_speaks_its_own_language():
    told = {}
    ready = threading.Barrier(2)

    def speak(language):
        text.use_language(language)
        ready.wait()
        told[language] = text._("Plot area")

    threads = [threading.Thread(target=speak, args=(language,)) for language in TRANSLATED]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == {"fi": "Tontin pinta-ala", "sv": "Tomtens areal"}
    assert text._("Plot area") == "Plot area"


def run_page():
    import importlib

    import streamlit as st

    from planner.ui import state

    state.speak()
    importlib.import_module(f"planner.ui.{st.query_params['page']}.page").render()


def opened(page, language):
    app = AppTest.from_function(run_page, default_timeout=120)
    app.query_params["page"] = page
    app.query_params["lang"] = language
    for name, value in PLOT.items():
        app.query_params[name] = value
    if page == "compare":
        app.query_params["compare"] = ["4-2", "7-2"]
    app.run()
    assert not app.exception
    return app


def labels(app):
    """Return headings and the labels of what can be chosen or pressed."""
    kinds = (
        "selectbox",
        "multiselect",
        "button",
        "slider",
        "number_input",
        "text_input",
        "checkbox",
        "expander",
    )
    found = [element.label for kind in kinds for element in app.get(kind)]
    return [
        *(element.value for kind in ("title", "header", "subheader") for element in app.get(kind)),
        *found,
    ]


def words(app):
    kinds = ("markdown", "text", "caption", "subheader", "info", "warning")
    told = [str(element.value) for kind in kinds for element in app.get(kind)]
    html = [re.sub(r"<[^>]+>", "\n", element.proto.body) for element in app.get("html")]
    return "\n".join([*labels(app), *told, *html])


@cache_once
def said_by_the_data():
    """Return texts of the sources, which stay in their language, the longest first."""
    atlases = [read_national(), *(read_atlas(info.name) for info in list_areas())]
    titles = {source.title for atlas in atlases for source in atlas.sources}
    return sorted({*titles, "from memory, unverified"}, key=len, reverse=True)


def leftovers(shown, root, language):
    """Return the English texts of the program that are shown, though there is another word for them."""
    for said in said_by_the_data():
        shown = shown.replace(said, "")
    lines = {line.strip() for line in shown.splitlines()}
    found = []
    for message in catalogue(root, language):
        if not message.id or not isinstance(message.id, str) or message.id == message.string:
            continue
        long = message.id.count(" ") > 2 and "{" not in message.id
        if message.id in lines or (long and message.id in shown):
            found.append(message.id)
    # A word may be right in this language as the translation of another text.
    right = {form for message in catalogue(root, language) for form in forms(message.string)}
    return [one for one in found if one not in right]


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_speaks_the_language_of_its_address(page, language, root):
    shown = words(opened(page, language))
    assert len(shown) > 30
    assert leftovers(shown, root, language) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_page_writes_numbers_as_its_language_does(language):
    shown = words(opened("plot", language))
    assert re.search(r"\d\xa0\d{3}\b", shown)
    assert re.findall(r"\d\.\d+\xa0(?:ha|km|%)", shown) == []
    assert re.search(r"\d,\d+\xa0km\b", shown)


def test_leftovers_would_be_found(root):
    assert "What fits" in leftovers("What fits\nTontti", root, "fi")


def test_the_language_is_chosen_in_the_app_and_kept_in_the_address():
    app = AppTest.from_file("../../app.py", default_timeout=120)
    app.query_params["area"] = "karhula"
    app.run()
    assert "Click a zone" in app.info[0].value
    app.get("button_group")[0].set_value("sv").run()
    assert not app.exception
    assert "Klicka" in app.info[0].value
    assert app.query_params["lang"] == "sv"
    assert app.query_params["area"] == "karhula"


def test_what_is_kept_is_kept_for_each_language():
    plot = ("karhula", "w461415540", "default")
    told = []
    for language in ("en", "fi", "sv", "fi"):
        text.use_language(language)
        told.append((cache.one_appraisal(*plot).basis, cache.report("xlsx", *plot)))
    assert told[1] == told[3]
    assert len({str(basis) for basis, _bytes in told}) == 3
    assert len({made for _basis, made in told}) == 3


def test_every_fragment_sets_the_language_first(root):
    """A fragment runs in a thread of its own, where nothing has said the language yet."""
    fragments = [
        node
        for path in (root / "planner" / "ui").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        and any("fragment" in ast.unparse(x) for x in node.decorator_list)
    ]
    assert fragments
    for node in fragments:
        first = next(x for x in node.body if not isinstance(getattr(x, "value", None), ast.Constant))
        assert ast.unparse(first) == "state.speak()", node.name


def run(*args):
    return CliRunner().invoke(cli.app, list(args))


@pytest.mark.parametrize(("language", "head"), [("fi", "tontti"), ("sv", "tomt"), ("en", "plot")])
def test_commands_speak_the_language_asked_for(language, head, monkeypatch):
    assert run("--lang", language, "plots", "karhula").stdout.startswith(head)
    monkeypatch.setenv("SIJAINTI_LANG", language)
    assert run("plots", "karhula").stdout.startswith(head)
    # The language held for that command alone.
    assert text.language() == "en"


def test_an_unknown_language_is_refused_in_a_sentence():
    result = run("--lang", "xx", "plots", "karhula")
    assert result.exit_code == 2
    assert "'xx' is not one of 'fi', 'sv', 'en'" in result.stderr


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize(
    "command", [("appraise", "4-2"), ("compare", "4-2", "7-2"), ("rank",), ("capacity",)]
)
def test_commands_leave_no_english(command, language, root):
    name, *plots = command
    result = run("--lang", language, name, "kokkola", *plots)
    assert result.exit_code == 0, result.stderr
    # Cells stand apart by two blanks.
    assert leftovers(re.sub(r" {2,}", "\n", result.stdout), root, language) == []


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("plots", [("7-2",), ("7-2", "4-2")], ids=" ".join)
def test_a_report_leaves_no_english(plots, language, root, tmp_path):
    out = tmp_path / "report.pdf"
    result = run("report", "kokkola", *plots, "--format", "pdf", "--lang", language, "--out", str(out))
    assert result.exit_code == 0, result.stderr
    assert result.stderr.startswith({"fi": "Tonttikortti", "sv": "Tomtkort"}[language]) or len(plots) > 1
    # Lines are broken anywhere on paper: what counts is the sentence.
    shown = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(out).pages)
    assert re.search(r"\d,\d", shown)
    assert leftovers(shown, root, language) == []
