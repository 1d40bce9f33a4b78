"""The workbooks: typed cells, heads that stay in sight, and names that stay names."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import openpyxl
import pytest

from planner.reports import COMPARISONS, REPORTS, Content
from planner.reports.plot_sheets import LINES
from planner.reports.workbook import Column, Sheet, workbook_bytes
from tests.planner.reports.conftest import FORMULA, HOSTILE_NAME, content_of
from tests.real_terrain import jacksboro

MADE_AT = datetime(2026, 11, 24, tzinfo=UTC)


def opened(made: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(made))


def dated(content: Content, plots_n: int = 4) -> Content:
    return replace(content, appraisals=content.appraisals[:plots_n], made_at=MADE_AT)


def table(book: openpyxl.Workbook, name: str) -> list[dict[str, object]]:
    heads, *rows = book[name].iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def book(kokkola) -> openpyxl.Workbook:
    return opened(REPORTS["xlsx"].make(dated(kokkola)))


def test_it_holds_figures_rules_distances_score_and_sources(book):
    assert book.sheetnames == [
        *("Plots", "Ground", "Restrictions", "Distances", "Score", "Sources", "About"),
    ]


def test_the_ground_is_told_figure_by_figure_on_a_real_elevation_model(tmp_path):
    content = content_of(jacksboro(tmp_path))
    rows = table(opened(REPORTS["xlsx"].make(dated(content))), "Ground")
    found = {row["Figure"]: row["Value"] for row in rows}
    ground = content.appraisals[0].ground
    assert found["Mean level"] == pytest.approx(ground.level_mean_m)
    assert found["Of the plot steeper than 10\u00a0%"] == pytest.approx(100 * ground.steep[1].steep_share)
    (cut,) = [row for row in rows if row["Figure"].startswith("Cut for a level pad")]
    assert cut["Value"] == pytest.approx(ground.pads[0].cut_m3)
    assert (cut["Unit"], cut["Estimate"]) == ("m³", True)


def test_an_area_without_an_elevation_model_says_so_on_the_sheet_of_the_ground(book):
    (row,) = table(book, "Ground")
    assert row["Value"] is None
    assert row["Remark"].startswith("No elevation model at hand")


def test_figures_are_numbers_with_their_units_in_the_heads(book, kokkola):
    for row, appraisal in zip(table(book, "Plots"), kokkola.appraisals[:4], strict=True):
        assert row["Plot area (m²)"] == pytest.approx(appraisal.capacity.gross_area_m2, abs=0.01)
        assert row["Remaining floor area (k-m²)"] == pytest.approx(
            appraisal.capacity.remaining_floor_area_m2, abs=0.01
        )
        assert row["Illustrative"] is True
        assert isinstance(row["Plan date"], datetime)
    numeric = {line.column().head for line in LINES if line.kind == "number"}
    for row in table(book, "Plots"):
        assert all(isinstance(value, int | float | None) for head, value in row.items() if head in numeric)


def test_a_distance_under_a_head_that_says_by_road_is_by_road(kokkola):
    found = opened(REPORTS["xlsx"].make(dated(kokkola, plots_n=92)))
    rows = {row["Plot"]: row for row in table(found, "Plots")}
    method = "Way to the quay: how it was found"
    assert {row[method] for row in rows.values()} == {"along the network"}
    assert rows["13-4"]["Way to the main road: how it was found"] == "along the network"
    assert rows["13-4"]["Assumed by the rules"] is None


def test_what_is_not_known_is_an_empty_cell_and_never_zero(karhula):
    found = opened(REPORTS["xlsx"].make(dated(karhula)))
    zone = next(row for row in table(found, "Plots") if row["Plot"] == "w461415540")
    assert zone["Remaining floor area (k-m²)"] is None
    assert zone["Building right (k-m²)"] is None
    about = {row["About this file"]: row["Value"] for row in table(found, "About")}
    assert about["Empty cell"] == "not known; never zero"


def test_heads_stay_in_sight_and_columns_are_wide_enough(book):
    for sheet in book:
        assert sheet.freeze_panes
        assert sheet.auto_filter.ref
        widths = {place: column.width for place, column in sheet.column_dimensions.items()}
        assert all(8 <= width <= 62 for width in widths.values())
    assert book["Plots"].freeze_panes == "B2"
    assert book["Distances"].freeze_panes == "D2"


def test_numbers_are_shown_with_the_digits_they_deserve(book):
    sheet = book["Plots"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    assert sheet.cell(2, heads["Plot area (m²)"]).number_format == "#,##0"
    assert sheet.cell(2, heads["Floor-area ratio e"]).number_format == "#,##0.00"
    assert sheet.cell(2, heads["Plan date"]).number_format == "yyyy-mm-dd"


def test_every_source_stands_with_licence_date_and_hash(book, kokkola):
    rows = table(book, "Sources")
    assert [row["Data"] for row in rows] == [source.title for source in kokkola.sources]
    assert [row["Licence"] for row in rows] == [source.licence for source in kokkola.sources]
    assert [row["SHA-256"] for row in rows] == [source.sha256 for source in kokkola.sources]
    assert all(isinstance(row["Retrieved"], datetime) for row in rows)


def test_rules_that_were_not_checked_stand_among_the_rules(book, kokkola):
    rows = [row for row in table(book, "Restrictions") if row["Effect"] == "not checked"]
    assert {row["Rule"] for row in rows} == {entry.title for entry in kokkola.appraisals[0].unchecked}
    assert all(row["Remark"] for row in rows)


@pytest.mark.parametrize("reports", [REPORTS, COMPARISONS])
def test_a_name_that_looks_like_a_formula_stays_a_name(reports, hostile):
    found = opened(reports["xlsx"].make(dated(hostile)))
    cells = [cell for sheet in found for row in sheet.iter_rows() for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    assert not [cell.value for cell in cells if cell.hyperlink]
    texts = {cell.value for cell in cells}
    assert {FORMULA, HOSTILE_NAME} <= texts


@pytest.mark.parametrize("reports", [REPORTS, COMPARISONS])
def test_the_same_content_makes_the_same_bytes(reports, karhula):
    assert reports["xlsx"].make(dated(karhula)) == reports["xlsx"].make(dated(karhula))


def test_the_comparison_has_a_column_a_plot_and_marks_the_best(kokkola):
    content = dated(kokkola)
    sheet = opened(COMPARISONS["xlsx"].make(content))["Comparison"]
    assert [cell.value for cell in sheet[1]][2:] == list(content.plot_ids)
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
    areas = rows["Plot area"][2:]
    largest = max(areas, key=lambda cell: cell.value)
    assert [cell.coordinate for cell in areas if cell.font.bold] == [largest.coordinate]
    assert [cell.value for cell in rows["Illustrative"][2:]] == [True] * 4


def test_any_text_and_any_sheet_name_can_be_written():
    columns = (Column("a" * 300), Column("n", "m", "number"), Column("d", kind="day"))
    rows = [["x" * 40_000, 1.5, date(2026, 1, 2)], ["\x00\x07[*]", None, None]]
    found = opened(
        workbook_bytes("t\x00", [Sheet("a/b:c*?[d] very long name of a sheet", columns, rows)], MADE_AT)
    )
    (sheet,) = found.worksheets
    assert len(sheet["A2"].value) == 32_000
    assert sheet["A3"].value == "[*]"
    assert sheet["C2"].value == datetime(2026, 1, 2)  # noqa: DTZ001 - a day of a workbook has no zone
