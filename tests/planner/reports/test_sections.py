"""Sections of printed reports on small areas, where one can say beforehand what must stand in them."""

import json
from datetime import UTC, datetime

import numpy as np
import pytest

from layers.terrain import ArrayRaster, Rasters
from planner.appraisal import appraise, appraise_many
from planner.capacity.halls import clear_of_buildings, largest_halls
from planner.capacity.restrictions import restrict
from planner.logistics.freight.chain import chains
from planner.reports import REPORTS, Content
from planner.reports.freight_sheet import freight_sheets
from planner.reports.json import json_bytes
from planner.reports.plot_sheets import about
from planner.reports.sections.capacity import capacity_section
from planner.reports.sections.freight import freight_sections
from planner.reports.sections.glance import glance, map_caption
from planner.reports.sections.logistics import logistics_section
from planner.reports.sections.phrases import at_least_something, confidence_tags, known
from planner.reports.sections.restrictions import restrictions_section
from planner.reports.sections.rules import changed_rules, rules_sections
from planner.reports.sections.surroundings import surroundings_section
from planner.reports.sections.terrain import terrain_section
from planner.reports.typst.blocks import Facts, Points, Table, Waterfall, Words
from planner.scenario.edit import changed
from tests.planner.logistics.freight import freight_case
from tests.tiny import EPSG, FACTORS, X0_M, Y0_M, atlas, line, point, rectangle, scenario, setback, square

MADE_AT = datetime(2026, 11, 24, tzinfo=UTC)
RIGHT = {"geometry": square(0, 0), "building_right_m2": 5000.0, "used_floor_area_m2": 2000.0}


def blocks(section, kind):
    return [block for block in section.blocks if isinstance(block, kind)]


def told(section) -> str:
    """Return all texts of a section."""
    return repr(section)


def capacity_of(plot, *rules):
    area, rules = atlas(plot), scenario(*rules)
    return capacity_section(appraise("A", area, rules), restrict(area, rules).buildable["A"])


def test_the_waterfall_runs_from_the_plot_to_what_is_left():
    section = capacity_of(square(0, 0), setback(10))
    (ground,) = blocks(section, Waterfall)
    assert [bar.value for bar in ground.bars] == ["10,000", "−3,600", "6,400"]
    assert [bar.start_share for bar in ground.bars] == pytest.approx([0, 0.64, 0])
    assert [bar.length_share for bar in ground.bars] == pytest.approx([1, 0.36, 0.64])
    rectangle = blocks(section, Points)[0].items[1].text
    assert "80\u00a0m × 80\u00a0m, 6,400\u00a0m²" in rectangle


def test_floor_area_has_a_waterfall_of_its_own():
    _ground, floor = blocks(capacity_of(RIGHT), Waterfall)
    assert [bar.value for bar in floor.bars] == ["5,000", "−2,000", "3,000"]
    assert [bar.look for bar in floor.bars] == ["whole", "used", "left"]


def test_an_overbuilt_plot_is_said_to_be():
    _ground, floor = blocks(capacity_of({**RIGHT, "used_floor_area_m2": 8000.0}), Waterfall)
    assert (floor.bars[-1].title, floor.bars[-1].value, floor.bars[-1].look) == (
        "Over-built",
        "-3,000",
        "over",
    )


def test_no_building_right_is_said_and_no_bar_is_drawn():
    section = capacity_of(square(0, 0))
    assert len(blocks(section, Waterfall)) == 1
    (loud,) = [block for block in blocks(section, Words) if block.loud]
    assert loud.text.startswith("No building right is known here")


def test_an_estimate_is_tagged_wherever_it_stands():
    area = atlas({"geometry": square(0, 0), "building_right_m2": 5000.0}, buildings=[square(10, 10, 20)])
    rules = scenario()
    section = capacity_section(appraise("A", area, rules), restrict(area, rules).buildable["A"])
    floor = blocks(section, Waterfall)[1]
    assert [bar.tags for bar in floor.bars] == [(), ("estimate",), ("estimate",)]


def test_rules_say_what_they_cover_and_how_sure_they_are():
    area = atlas(square(0, 0))
    section = restrictions_section(appraise("A", area, scenario(setback(10, legal_reference="Act 1 s 2"))))
    (table,) = blocks(section, Table)
    (row,) = table.rows
    assert [cell.text for cell in row] == ["a rule", "no building", "10\u00a0m", "3,600", "36.0", "Act 1 s 2"]
    assert row[0].tags == ("unverified",)


def test_no_rule_touching_is_said():
    assert "None of the rules that were checked" in told(
        restrictions_section(appraise("A", atlas(square(0, 0)), scenario()))
    )


def test_roads_and_quays_are_told_with_snap_and_straight_line():
    area = atlas(
        square(0, 0),
        roads=[line((0, -10), (1000, -10))],
        ports=[{"geometry": point(1000, -10), "depth_m": 9.5}],
    )
    section = logistics_section(appraise("A", area, scenario()), area)
    (row,) = blocks(section, Table)[0].rows
    assert row[1].text == "quay"
    assert row[2].note.startswith("Depth 9.5 m.")
    assert row[3].strong
    assert row[4].text == "10\u00a0m"


def test_nothing_to_measure_to_is_said():
    area = atlas(square(0, 0))
    section = logistics_section(appraise("A", area, scenario()), area)
    assert "Nothing at hand to measure to." in told(section)
    assert "No neighbour, firm or utility is at hand." in told(
        surroundings_section(appraise("A", area, scenario()), area)
    )


def test_neighbours_stand_nearest_first_with_their_gap():
    area = atlas(square(0, 0), square(140, 0), square(100, 0, 30), square(500, 0))
    section = surroundings_section(appraise("A", area, scenario()), area)
    rows = blocks(section, Table)[0].rows
    assert [(row[0].text, row[5].text) for row in rows] == [("C", "adjoins"), ("B", "40\u00a0m")]


def test_the_ground_is_told_where_it_is_known_and_else_said_not_to_be():
    area = atlas(square(0, 0))
    unknown = told(terrain_section(appraise("A", area, scenario())))
    assert "No elevation model at hand" in unknown
    level = np.full((70, 70), 12.0, dtype=np.float32)
    flat = area.with_rasters(Rasters(terrain=ArrayRaster(level, X0_M - 20, Y0_M + 120, 2.0, EPSG)))
    section = terrain_section(appraise("A", flat, scenario()))
    facts = {title: cell.text for title, cell in blocks(section, Facts)[0].rows}
    assert facts["Lowest level"] == facts["Highest level"] == "12.0\u00a0m"
    assert facts["Cut for a level pad at 12.00 m, where cut and fill balance"] == "0\u00a0m³"
    assert facts["Mean slope"] == "0.0\u00a0%"
    assert facts["Known part of the plot"] == "100\u00a0%"


def test_the_largest_hall_of_the_report_is_that_of_the_page_clear_of_buildings():
    # A building over the eastern half: with 8 m of clearance a hall of 42 × 100 m is left beside it.
    clearance = {"value": 8, "unit": "m", "source": "test"}
    area = atlas(RIGHT, buildings=[rectangle(50, 0, 50, 100)])
    rules = scenario(factors=FACTORS | {"hall_clearance_m": clearance})
    free = clear_of_buildings(restrict(area, rules).buildable, area, rules)["A"]
    section = capacity_section(appraise("A", area, rules), free)
    told = " ".join(cell.text for points in blocks(section, Points) for cell in points.items)
    hall = largest_halls(area, rules)["A"]
    assert hall.area_m2 == pytest.approx(4200, rel=0.02)
    assert f"Largest hall clear of the buildings at hand: {hall.length_m:.0f}\xa0m" in told


def test_the_first_page_says_what_the_plan_does_not_give():
    area, rules = atlas(RIGHT), scenario()
    found = glance(appraise("A", area, rules), area, restrict(area, rules).overlaps)
    facts = dict(next(block for block in found if isinstance(block, Facts)).rows)
    assert facts["Building right in k-m²"].text == "5,000\u00a0k-m²"
    assert "price" in facts["Not given"].text
    assert "building right" not in facts["Not given"].text


def test_the_first_page_tells_what_the_rules_assume_from_what_the_plan_gives():
    area = atlas({**RIGHT, "building_right_m2": None, "storeys": 2})
    rules = scenario(assumptions=[{"title": {"en": "Example"}, "floor_area_ratio": 0.5, "storeys": 3}])
    found = glance(appraise("A", area, rules), area, restrict(area, rules).overlaps)
    facts = dict(next(block for block in found if isinstance(block, Facts)).rows)
    assert (facts["Floor-area ratio e"].tags, facts["Storeys allowed"].tags) == (("assumed",), ())


def test_a_map_without_sources_says_so():
    area, rules = atlas(square(0, 0)), scenario()
    figure = glance(appraise("A", area, rules), area, restrict(area, rules).overlaps)[-1]
    assert map_caption(figure.map, area).endswith("Data: not known.")


def test_a_plot_without_any_ground_left_can_be_printed():
    area, rules = atlas({**RIGHT, "illustrative": True}, square(110, 0)), scenario(setback(60))
    content = Content(appraise_many(None, area, rules), area, rules, MADE_AT)
    for name in ("pdf", "xlsx", "gpkg"):
        assert REPORTS[name].make(content)


@pytest.mark.parametrize(
    ("confidence", "tags"),
    [
        ("high", ()),
        ("", ()),
        ("high (duty); width per plant", ()),
        ("example", ("example",)),
        ("low", ("unverified",)),
    ],
)
def test_what_is_not_certain_is_tagged(confidence, tags):
    assert confidence_tags(confidence) == tags


def test_nothing_and_not_known_are_two_things():
    assert known(None, "m²") == "not known"
    assert known(0.0, "m²") == "0\u00a0m²"
    assert [at_least_something(value, 1) for value in (None, 0.0, 0.04, 0.06)] == ["–", "0.0", "< 0.1", "0.1"]


def test_the_freight_of_a_firm_is_told_leg_by_leg():
    area, rules = freight_case.atlas(), freight_case.scenario()
    rows = [freight_case.row("town"), freight_case.row("island", modes=["truck"], commodity="hay")]
    content = Content(
        appraise_many(None, area, rules), area, rules, MADE_AT, chains=chains(area, rows, rules)
    )
    (section,) = freight_sections(content.appraisals[0], content)
    tables = list(blocks(section, Table))
    assert [table.title for table in tables] == [
        "goods, 1,000\u00a0t a year to Town: cheapest, lowest emission",
        "goods, 1,000\u00a0t a year to Town: fastest",
    ]
    assert [row[0].text for row in tables[0].rows] == [
        *("lorry", "transfer", "train", "transfer", "lorry", "Sum")
    ]
    assert tables[0].rows[2][6].text == "train (country not stated), 2025"
    said = [cell.text for points in blocks(section, Points) for cell in points.items]
    assert any("No chain to Island by truck" in text for text in said)
    (sheet,) = freight_sheets(content)
    assert [row[5] for row in sheet.rows] == [
        *("lorry", "transfer", "train", "transfer", "lorry", "lorry", "lorry", None)
    ]
    for name in ("pdf", "xlsx"):
        assert REPORTS[name].make(content)


def test_without_freight_nothing_is_told_of_it():
    area, rules = atlas(square(0, 0)), scenario()
    content = Content(appraise_many(None, area, rules), area, rules, MADE_AT)
    assert (freight_sections(content.appraisals[0], content), freight_sheets(content)) == ((), ())


def test_a_report_on_a_what_if_says_so_first_and_in_what_it_differs():
    area, now = atlas(RIGHT), scenario(setback(4, rule_id="s"))
    wider = changed(now, name="Wider", distances_m={"s": 10})
    content = Content(appraise_many(None, area, wider), area, wider, MADE_AT, default=now)
    assert "“Wider”" in changed_rules(content)
    (section,) = rules_sections(content)
    ((row,),) = [table.rows for table in blocks(section, Table)]
    assert [cell.text for cell in row] == ["a rule", "4.0\u00a0m", "10.0\u00a0m"]
    assert json.loads(json_bytes(content))["differs_from_default"] == [
        {"what": "a rule", "before": "4.0\u00a0m", "after": "10.0\u00a0m"}
    ]
    assert ["Differs from the default", "a rule: 4.0\u00a0m → 10.0\u00a0m"] in [
        list(row) for row in about(content).rows
    ]


def test_a_report_by_the_default_rules_says_nothing_of_what_ifs():
    area, now = atlas(RIGHT), scenario(setback(4))
    for default in (now, None):
        content = Content(appraise_many(None, area, now), area, now, MADE_AT, default=default)
        assert (changed_rules(content), rules_sections(content)) == ("", ())
