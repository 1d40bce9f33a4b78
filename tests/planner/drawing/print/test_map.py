"""A printed map is measured with a ruler: what it shows lies where it must, to the millimetre."""

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.atlas import Atlas
from planner.capacity.restrictions import restrict
from planner.drawing.print import map as print_map
from planner.drawing.print.furniture import MARGIN_MM, round_step
from planner.drawing.print.map import Mark, fitting_scale_n, overview_map, plot_map, small_map, small_scale_n
from tests.tiny import X0_M, Y0_M, atlas, rectangle, scenario, setback, square

SVG = "{http://www.w3.org/2000/svg}"
SIZE_MM = (174.0, 124.0)
NONE = gpd.GeoDataFrame({"plot_id": [], "effect": []}, geometry=[], crs=3067)


def drawn(area: Atlas, plot_id: str = "A", overlaps: gpd.GeoDataFrame = NONE, **more) -> print_map.PrintMap:
    return plot_map(area, plot_id, overlaps, SIZE_MM, **more)


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - drawn by ourselves


def paths(svg: str, **look: str) -> list[np.ndarray]:
    """Return the points of the paths that have this look; hyphens are written as underscores."""
    wanted = {name.replace("_", "-"): value for name, value in look.items()}
    return [
        np.array([[float(x), float(y)] for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", path.get("d"))])
        for path in parsed(svg).iter(f"{SVG}path")
        if wanted.items() <= path.attrib.items()
    ]


def outline(svg: str) -> np.ndarray:
    (points,) = paths(svg, stroke=print_map.ACCENT, stroke_width="0.8")
    return points


def words(svg: str) -> list[str]:
    return [text.text for text in parsed(svg).iter(f"{SVG}text")]


def titles(found: print_map.PrintMap) -> list[str]:
    return [row.title for row in found.legend]


@pytest.mark.parametrize("scale_n", [500, 1000, 2000, 4000, 5000, 10_000])
def test_a_hundred_metres_are_as_long_as_the_scale_says(scale_n):
    found = drawn(atlas(rectangle(0, 0, 40, 30)), scale_n=scale_n)
    width_mm, height_mm = np.ptp(outline(found.svg), axis=0)
    assert (width_mm, height_mm) == pytest.approx((40_000 / scale_n, 30_000 / scale_n), abs=0.011)


def test_the_drawing_has_its_size_in_millimetres():
    root = parsed(drawn(atlas(square(0, 0))).svg)
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("174mm", "124mm", "0 0 174 124")


@pytest.mark.parametrize(
    ("width_m", "height_m", "scale_n"),
    [
        (19, 28, 500),
        (100, 50, 1000),
        (300, 190, 2000),
        (400, 380, 4000),
        (700, 480, 5000),
        (1400, 900, 10_000),
    ],
)
def test_the_largest_scale_that_fits_is_taken(width_m, height_m, scale_n):
    found = drawn(atlas(rectangle(0, 0, width_m, height_m)))
    assert found.scale_n == scale_n
    points = outline(found.svg)
    assert points.min() > MARGIN_MM
    assert (points.max(axis=0) < (174, 120)).all()


def test_what_fits_at_no_scale_of_plans_is_drawn_smaller_still():
    assert fitting_scale_n((0, 0, 5000, 3000), (170, 120)) == 50_000


def test_north_is_up_and_east_is_right():
    found = drawn(atlas(square(0, 0), square(200, 0), square(0, 200)), scale_n=4000)
    texts = {
        text.text: (float(text.get("x")), float(text.get("y")))
        for text in parsed(found.svg).iter(f"{SVG}text")
    }
    assert texts["B"][0] > texts["A"][0]
    assert texts["C"][1] < texts["A"][1]


def test_coordinates_stand_where_they_hold():
    found = drawn(atlas(square(0, 0)))
    minx, _miny, _maxx, _maxy = found.frame_m
    told = [
        (float(text.get("x")), int(text.text[2:].replace("\u00a0", "")))
        for text in parsed(found.svg).iter(f"{SVG}text")
        if text.text.startswith("E ")
    ]
    assert len(told) >= 3
    for x_mm, easting_m in told:
        assert x_mm == pytest.approx(MARGIN_MM + (easting_m - minx) * 1000 / found.scale_n, abs=0.006)


def test_the_scale_bar_is_as_long_as_it_says():
    found = drawn(atlas(square(0, 0)), scale_n=2000)
    length_m = round_step(60)
    boxes = [path for path in paths(found.svg, stroke_width="0.15") if len(path) == 1]
    lefts = sorted({round(float(box[0, 0]), 2) for box in boxes})[:4]
    assert f"{length_m:g} m" in words(found.svg)
    assert np.diff(lefts) == pytest.approx(length_m / 4 / 2, abs=0.011)


def test_nothing_is_drawn_beyond_the_field():
    big = {"geometry": square(-50_000, -50_000, 100_000)}
    found = drawn(atlas(square(0, 0), zoning=[big], water=[{"geometry": square(150, 0, 9_000)}]))
    for points in paths(found.svg):
        assert points[:, 0].min() >= 0
        assert points[:, 0].max() <= 174
        assert points[:, 1].max() <= 124


def test_a_hole_stays_open():
    ring = shapely.difference(square(0, 0), square(40, 40, 20))
    found = drawn(atlas(ring))
    (path,) = [p for p in parsed(found.svg).iter(f"{SVG}path") if p.get("stroke-width") == "0.8"]
    assert path.get("d").count("M") == 2
    fills = [p for p in parsed(found.svg).iter(f"{SVG}path") if p.get("fill") == "#fffdf6"]
    assert [p.get("fill-rule") for p in fills] == ["evenodd"]


def test_restricted_ground_is_hatched_inside_the_plot_only():
    area = atlas(square(0, 0), square(100, 0))
    overlaps = restrict(area, scenario(setback(10))).overlaps
    found = drawn(area, overlaps=overlaps)
    lines = paths(found.svg, stroke=print_map.ink.EFFECT_LOOKS["exclude"].ink, stroke_width="0.22")[0]
    corner, far = outline(found.svg).min(axis=0), outline(found.svg).max(axis=0)
    assert (lines >= corner - 0.011).all()
    assert (lines <= far + 0.011).all()
    inner = (corner + 10 * 1000 / found.scale_n + 0.02, far - 10 * 1000 / found.scale_n - 0.02)
    assert not ((lines > inner[0]) & (lines < inner[1])).all(axis=1).any()


def test_each_effect_has_a_pattern_of_its_own():
    looks = print_map.ink.EFFECT_LOOKS.values()
    patterns = {(look.dotted, look.angle_deg % 180, round(look.gap_mm, 1)) for look in looks}
    assert len(patterns) == len(list(looks))


def test_the_legend_tells_what_is_on_the_map_and_nothing_else():
    area = atlas(square(0, 0), buildings=[square(10, 10, 20)])
    assert titles(drawn(area)) == ["Plot A", "Building"]
    far = atlas(square(0, 0), buildings=[square(5000, 10, 20)])
    assert titles(drawn(far)) == ["Plot A"]


def test_illustrative_plots_are_hatched_and_told():
    plain, sketched = {"geometry": square(0, 0)}, {"geometry": square(110, 0), "illustrative": True}
    told = titles(drawn(atlas(plain, sketched)))
    assert "Illustrative, not surveyed" in told
    assert "Illustrative, not surveyed" not in titles(drawn(atlas(plain, {"geometry": square(110, 0)})))


def test_a_name_is_text_and_nothing_more():
    hostile = {"geometry": square(110, 0), "plot_id": '<script>&"'}
    found = drawn(atlas({"geometry": square(0, 0), "plot_id": "A"}, hostile))
    assert '<script>&"' in words(found.svg)
    assert "<script>" not in found.svg


def test_a_long_name_is_cut_and_a_broken_one_is_mended():
    long = {"geometry": square(110, 0, 400), "plot_id": "x" * 300}
    broken = {"geometry": square(-70, 20, 60), "plot_id": "B\x00\x1b"}
    found = drawn(atlas({"geometry": square(0, 0), "plot_id": "A"}, long, broken))
    assert all(len(word) <= 30 for word in words(found.svg))
    assert "B" in words(found.svg)


def test_names_do_not_cross_each_other():
    plots = [
        {"geometry": square(x, y, 20), "plot_id": f"{x}-{y}"}
        for x in range(0, 200, 20)
        for y in range(0, 100, 20)
    ]
    found = drawn(atlas(*plots), "0-0", scale_n=1000)
    boxes = [
        shapely.box(x - 0.3 * len(t) * 2.4, y - 1.2, x + 0.3 * len(t) * 2.4, y)
        for text in parsed(found.svg).iter(f"{SVG}text")
        if (t := text.text) and "-" in t
        for x, y in [(float(text.get("x")), float(text.get("y")))]
    ]
    assert len(boxes) > 10
    tree = shapely.STRtree(boxes)
    first, second = tree.query(boxes, predicate="overlaps")
    assert len(first) == 0
    assert len(second) == 0


def test_the_same_input_draws_the_same_map():
    area = atlas(square(0, 0), square(110, 0))
    assert drawn(area) == drawn(area)


def test_small_maps_share_one_scale():
    area = atlas(square(0, 0, 20), rectangle(500, 0, 900, 200))
    scale_n = small_scale_n(area, ["A", "B"], (56.0, 50.0))
    small, large = (small_map(area, plot_id, NONE, (56.0, 50.0), scale_n) for plot_id in ("A", "B"))
    assert small.scale_n == large.scale_n == scale_n == 20_000
    assert np.ptp(outline(small.svg), axis=0) == pytest.approx(1.0, abs=0.011)


def test_an_overview_holds_every_mark_apart_from_the_others():
    marks = [Mark("1", X0_M + 50, Y0_M + 50), Mark("2", X0_M + 52, Y0_M + 50), Mark("3", X0_M + 2000, Y0_M)]
    found = overview_map(atlas(square(0, 0)), "A", marks, SIZE_MM)
    discs = [
        tuple(float(value) for value in re.findall(r"[\d.]+", path.get("transform")))
        for path in parsed(found.svg).iter(f"{SVG}path")
        if "a1.9" in path.get("d")
    ]
    assert len(discs) == 3
    apart = [np.hypot(a[0] - b[0], a[1] - b[1]) for i, a in enumerate(discs) for b in discs[:i]]
    assert min(apart) >= 4.0
    assert {"1", "2", "3"} <= set(words(found.svg))


def test_ground_beyond_the_data_stays_white():
    area = atlas(square(0, 0))
    area.info = replace(area.info, frame=(X0_M - 20, Y0_M - 20, X0_M + 120, Y0_M + 120))
    found = drawn(area, scale_n=2000)
    (ground,) = paths(found.svg, fill="#f3f1eb")
    assert np.ptp(ground, axis=0) == pytest.approx(140_000 / found.scale_n, abs=0.011)
