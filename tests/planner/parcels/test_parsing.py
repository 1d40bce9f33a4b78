"""Outlines that are typed: the same place in every way of writing it."""

import pytest

from layers.crs import working_crs
from layers.errors import PlannerError
from planner.parcels.parsing import LINE, OUTLINE, read_place, read_shape

WORKING = working_crs(3067)
POLYGON = '{"type": "Polygon", "coordinates": [[[26.94,60.53],[26.942,60.53],[26.942,60.531],[26.94,60.53]]]}'
COLLECTION = f'{{"type": "FeatureCollection", "features": [{{"type": "Feature", "geometry": {POLYGON}}}]}}'
DEGREES = "60.530 26.940\n60.530 26.942\n60.531 26.942"


@pytest.mark.parametrize(
    "text",
    [
        DEGREES.replace(" ", ", "),
        DEGREES.replace(".", ","),
        DEGREES.replace(" ", ";"),
        "POLYGON ((26.94 60.53, 26.942 60.53, 26.942 60.531, 26.94 60.53))",
        POLYGON,
        COLLECTION,
    ],
)
def test_every_way_of_writing_gives_the_same_outline(text):
    shape = read_shape(text, OUTLINE, WORKING, in_degrees=True)
    expected = read_shape(DEGREES, OUTLINE, WORKING, in_degrees=True)
    assert shape.equals_exact(expected, 0.001)
    assert shape.centroid.x == pytest.approx(496_780, abs=2)


def test_metres_are_taken_as_they_are():
    line = read_shape("496500 6710200\n496 6710200,5", LINE, WORKING, in_degrees=False)
    assert [*line.coords] == [(496500, 6710200), (496, 6710200.5)]


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("POLYGON ((1 2", OUTLINE, "WKT"),
        ("{]", OUTLINE, "GeoJSON"),
        ("{}", OUTLINE, "GeoJSON"),
        ('{"features": []}', OUTLINE, "0 features"),
        ("POINT (26.9 60.5)", OUTLINE, "Point"),
        ("POLYGON EMPTY", OUTLINE, "Polygon"),
        (DEGREES.splitlines()[0], OUTLINE, "3 corners"),
        ("60.5 26.9 1", LINE, "3 numbers"),
        ("60 26\n<script>", LINE, "0 numbers"),
        ("496500 6710200\n496600 6710200", LINE, "no degrees"),
        ("1 2\n" * 100_000, OUTLINE, "too long"),
    ],
)
def test_what_cannot_be_read_is_told_in_a_sentence(text, kind, said):
    with pytest.raises(PlannerError, match=said):
        read_shape(text, kind, WORKING, in_degrees=True)


@pytest.mark.parametrize("text", ["Kotka", "60.53", "60.53, 26.94, 3", "26.94; 600", "95, 26.94", ""])
def test_what_is_no_place_is_one_sentence(text):
    with pytest.raises(PlannerError, match="latitude and longitude in degrees"):
        read_place(text)


@pytest.mark.parametrize("text", ["60.53, 26.94", "60,53 26,94", "60,53; 26,94", " 60.53 26.94 "])
def test_a_place_is_read_with_points_and_with_commas(text):
    assert read_place(text) == (60.53, 26.94)
