"""The printed reports: what they say, that everyone can read them, that they are the same every time."""

import hashlib
import io
import tomllib
from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd
import pypdf
import pytest

from layers.errors import PlannerError
from layers.io import read_atlas
from layers.layer import Layer
from layers.specs import SPECS
from planner.reports import COMPARISONS, REPORTS, Content
from planner.reports.edition import VERSION, data_hash
from planner.reports.sections.logistics import nearest_by_kind
from planner.reports.typst.blocks import bars
from planner.reports.typst.compiler import as_data
from tests.planner.reports.conftest import content_of

MADE_AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOSTILE = ('#include "x"', "<img src=x onerror=alert(1)>", "= *bold* _it_ $x$ @a \\u{41}", '=cmd()|"/c"!A1')


def dated(content: Content, plot_ids: list[str] | None = None, made_at: datetime = MADE_AT) -> Content:
    chosen = content.appraisals
    if plot_ids is not None:
        chosen = tuple(entry for entry in chosen if entry.plot_id in plot_ids)
    return replace(content, appraisals=chosen, made_at=made_at)


def read(made: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(made))


def text_of(made: bytes) -> str:
    return " ".join("\n".join(page.extract_text() for page in read(made).pages).split())


def renamed(name: str, plot_id: str = "w369836400") -> Content:
    atlas = read_atlas("karhula")
    plots = atlas.frame("plots")
    plots["name"] = pd.Series([name] * len(plots), dtype=object)
    plots.loc[0, "plot_id"] = plot_id
    return dated(content_of(atlas.with_layer(Layer.build(SPECS["plots"], plots, atlas.working)), [plot_id]))


@pytest.fixture(scope="module")
def plot(kokkola) -> bytes:
    return REPORTS["pdf"].make(dated(kokkola, ["11-3"]))


@pytest.fixture(scope="module")
def zone(karhula) -> bytes:
    return REPORTS["pdf"].make(dated(karhula, ["w461415540"]))


@pytest.fixture(scope="module")
def comparison(kokkola) -> bytes:
    return COMPARISONS["pdf"].make(dated(kokkola, ["11-3", "9-1", "14-9"]))


# --- What a reader is promised of the file ---


@pytest.mark.parametrize("name", ["plot", "zone", "comparison"])
def test_it_is_tagged_for_readers_that_cannot_see_it(name, request):
    root = read(request.getfixturevalue(name)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is True or bool(root["/MarkInfo"]["/Marked"])
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en"
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert (
        b"pdfuaid:part>1" in root["/Metadata"].get_data()
        or b'pdfuaid:part="1"' in root["/Metadata"].get_data()
    )


def test_every_picture_is_told_in_words(plot):
    figures = []

    def walk(node: object) -> None:
        node = node.get_object() if isinstance(node, pypdf.generic.IndirectObject) else node
        if isinstance(node, pypdf.generic.ArrayObject):
            for child in node:
                walk(child)
        elif isinstance(node, pypdf.generic.DictionaryObject):
            if node.get("/S") == "/Figure":
                figures.append(node.get("/Alt", ""))
            if "/K" in node:
                walk(node["/K"])

    walk(read(plot).trailer["/Root"]["/StructTreeRoot"])
    assert [text for text in figures if text.startswith("Map of plot 11-3")]
    assert [text for text in figures if text.startswith("Overview map")]
    assert all(figures)


@pytest.mark.parametrize("name", ["plot", "zone", "comparison"])
def test_every_font_is_in_the_file(name, request):
    fonts = {}
    for page in read(request.getfixturevalue(name)).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            (inner,) = font.get_object()["/DescendantFonts"]
            descriptor = inner.get_object()["/FontDescriptor"]
            fonts[font.get_object()["/BaseFont"]] = {"/FontFile2", "/FontFile3"} & set(descriptor)
    assert fonts
    assert all(fonts.values())
    assert all("Inter" in name for name in fonts)


def test_pages_are_a4_upright_and_numbered(plot):
    pages = read(plot).pages
    assert 5 <= len(pages) <= 8
    for number, page in enumerate(pages, start=1):
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(
            (595.28, 841.89), abs=0.1
        )
        assert f"page {number} of {len(pages)}" in " ".join(page.extract_text().split())


def test_the_same_content_makes_the_same_bytes(kokkola, karhula):
    for make, content in (
        (REPORTS["pdf"].make, dated(karhula, ["w461415540"])),
        (COMPARISONS["pdf"].make, dated(kokkola, ["11-3", "9-1"])),
    ):
        assert make(content) == make(content)


def test_another_date_changes_the_date_and_no_more(karhula):
    content = dated(karhula, ["w369836400"])
    later = replace(content, made_at=datetime(2027, 1, 2, tzinfo=UTC))
    first, second = (text_of(REPORTS["pdf"].make(entry)) for entry in (content, later))
    assert first != second
    assert first.replace("Nov 24, 2026", "Jan 2, 2027") == second.replace("Nov 24, 2026", "Jan 2, 2027")


# --- What it says ---


def test_it_says_what_it_is_and_from_which_edition(plot, kokkola):
    told = text_of(plot)
    assert "Plot 11-3" in told
    assert f"Sijainti {VERSION}" in told
    assert f"data {data_hash(kokkola.sources)[:12]}" in told
    assert data_hash(kokkola.sources) in told.replace(" ", "")
    assert "made Nov 24, 2026" in told


def test_sections_stand_in_the_order_of_every_page(plot):
    told = text_of(plot)
    order = ["What fits", "What stands in the way", "How far", "With whom", "Why this score", "Sources"]
    places = [told.index(title) for title in order]
    assert places == sorted(places)


def test_illustrative_is_said_on_every_page_of_an_illustrative_plot(plot, zone):
    assert all("ILLUSTRATIVE" in "".join(page.extract_text().split()) for page in read(plot).pages)
    assert "ILLUSTRATIVE" not in "".join(text_of(zone).split())


def test_what_is_not_known_is_said_and_never_zero(zone):
    told = text_of(zone)
    assert "Remaining floor area not known" in told
    assert "No building right is known here" in told
    assert "Zone w461415540" in told
    assert "zone, not plot" in told


def test_every_rule_stands_with_its_ground_and_every_unchecked_one_is_named(plot, kokkola):
    told = text_of(plot)
    (appraisal,) = dated(kokkola, ["11-3"]).appraisals
    for finding in appraisal.findings:
        assert finding.title in told
        assert f"{finding.overlap_m2:,.0f}" in told
    for entry in appraisal.unchecked:
        assert entry.title in told


def test_every_source_is_named_with_licence_and_accuracy(plot, kokkola):
    told = "".join(text_of(plot).split())
    for source in kokkola.sources:
        for words in (source.title, source.licence, source.attribution, source.accuracy):
            assert "".join(words.split()) in told


def test_links_lead_to_the_law(plot):
    links = {
        note.get_object()["/A"]["/URI"]
        for page in read(plot).pages
        for note in page.get("/Annots", [])
        if "/URI" in note.get_object().get("/A", {})
    }
    assert "https://tukes.fi/teollisuus/maankayton-suunnittelu" in links
    assert all(link.startswith(("https://", "http://")) for link in links)


def test_several_plots_begin_on_pages_of_their_own(karhula):
    pages = [page.extract_text() for page in read(REPORTS["pdf"].make(dated(karhula))).pages]
    for plot_id in karhula.plot_ids:
        assert sum(
            "Plot report · Otsola/Karhula, Kotka" in p and f"Zone {plot_id}" in p and "Score" in p
            for p in pages
        )


def test_a_comparison_sets_plots_side_by_side(comparison):
    told = text_of(comparison)
    assert "Plots side by side" in told
    for words in ("11-3", "9-1", "14-9", "Remaining floor area (k-m²)", "Its status is “built”", "●"):
        assert words in told


def test_a_comparison_of_one_is_refused_in_a_sentence(karhula):
    for report in COMPARISONS.values():
        with pytest.raises(PlannerError, match="Choose 2 to 6 different plots"):
            report.make(dated(karhula, ["w369836400"]))


# --- Names that mean harm ---


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_text_and_nothing_more(name):
    told = text_of(REPORTS["pdf"].make(renamed(name, plot_id=name)))
    assert name in told
    assert name in text_of(
        COMPARISONS["pdf"].make(dated(content_of(renamed(name, name).atlas, [name, "w369849792"])))
    )


@pytest.mark.parametrize("name", ["x" * 300, "מפעל הכימיה", "工業用地 😀", "a\u202eb\x00", "word " * 60])
def test_any_name_can_be_printed(name):
    made = REPORTS["pdf"].make(renamed(name))
    assert len(read(made).pages) <= 6


def test_a_long_word_breaks_within_its_column():
    told = as_data({"text": "x" * 300, "url": "javascript:alert(1)", "svg": "<svg>"})
    assert "\u200b" in told["text"]
    assert told["url"] == ""
    assert told["svg"] == "<svg>"


# --- Parts ---


def test_the_version_is_that_of_the_project(root):
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == VERSION


def test_the_fingerprint_of_the_data_is_over_the_files_own(kokkola):
    lines = sorted(f"{source.path} {source.sha256}\n" for source in kokkola.sources)
    assert data_hash(kokkola.sources) == hashlib.sha256("".join(lines).encode()).hexdigest()
    assert data_hash(tuple(reversed(kokkola.sources))) == data_hash(kokkola.sources)
    assert data_hash(kokkola.sources[1:]) != data_hash(kokkola.sources)


def test_an_overbuilt_plot_has_its_bar_below_zero():
    allowed, used, left = bars(
        [
            ("allowed", "2", 0, 2, "whole", ()),
            ("used", "−5", 2, -3, "used", ()),
            ("left", "−3", 0, -3, "over", ()),
        ]
    )
    assert (allowed.start_share, allowed.length_share) == pytest.approx((0.6, 0.4))
    assert (used.start_share, used.length_share) == pytest.approx((0.0, 1.0))
    assert (left.start_share, left.length_share) == pytest.approx((0.0, 0.6))


def test_the_nearest_of_each_kind_is_told_by_both_ways(kokkola):
    (appraisal,) = dated(kokkola, ["11-3"]).appraisals
    found = nearest_by_kind(appraisal.distances)
    assert [entry.number_n for entry in found] == list(range(1, len(found) + 1))
    quays = [row for row in appraisal.distances if row.target_kind == "quay"]
    for mode in ("road", "direct"):
        least_m = min(row.distance_m for row in quays if row.mode == mode)
        assert least_m in [
            getattr(entry, mode).distance_m for entry in found if entry.row.target_kind == "quay"
        ]
