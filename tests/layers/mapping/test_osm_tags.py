"""Tags of roads: who may drive, how large, and what is told of rules that are not read."""

import pytest

from layers.io.osm.tables import read_osm_table
from layers.mapping.osm import Extract, line_columns

TABLE = read_osm_table()


def road(**tags):
    extract = Extract(TABLE.layers)
    named = {name.replace("__", ":"): value for name, value in tags.items()}
    return line_columns("roads", "w1", {"highway": "residential", **named}, TABLE, extract), extract.issues


@pytest.mark.parametrize(
    ("tags", "road_class", "hgv", "through"),
    [
        ({}, "street", None, None),
        ({"hgv": "no"}, "street", "no", None),
        ({"hgv": "destination"}, "street", None, "no"),
        ({"access": "no"}, "path", None, None),
        ({"access": "no", "hgv": "designated"}, "street", "yes", None),
        ({"motor_vehicle": "no"}, "path", None, None),
        ({"access": "private"}, "street", None, "no"),
        ({"access": "no", "motor_vehicle": "yes"}, "street", None, None),
    ],
)
def test_who_may_drive(tags, road_class, hgv, through):
    columns, _issues = road(**tags)
    assert (columns["road_class"], columns["hgv"], columns["through"]) == (road_class, hgv, through)


def test_of_several_limits_the_lowest_counts():
    columns, issues = road(
        maxweight="20", maxweightrating__hgv="7.5 t", maxheight="default", maxlength="12 m"
    )
    assert (columns["max_weight_t"], columns["max_height_m"], columns["max_length_m"]) == (7.5, None, 12)
    assert issues == []


def test_a_limit_that_cannot_be_read_and_one_at_times_are_reported():
    columns, issues = road(maxweight="heavy", hgv__conditional="no @ (22:00-06:00)")
    assert (columns["max_weight_t"], columns["hgv"]) == (None, None)
    assert [(issue[2], issue[3]) for issue in issues] == [
        ("hgv:conditional", "no @ (22:00-06:00)"),
        ("maxweight", "heavy"),
    ]


@pytest.mark.parametrize(
    ("tags", "entrance"),
    [
        ({"highway": "trunk_link"}, "no"),
        ({"highway": "motorway_link"}, "no"),
        ({"highway": "tertiary_link"}, "no"),
        ({"highway": "trunk", "motorroad": "yes"}, "no"),
        ({"highway": "trunk"}, None),
        ({"highway": "residential"}, None),
    ],
)
def test_ramps_and_roads_for_motor_vehicles_only_take_no_entrance(tags, entrance):
    columns, _issues = road(**tags)
    assert columns["entrance"] == entrance


@pytest.mark.parametrize(
    ("tags", "tunnel"), [({"tunnel": "yes"}, True), ({"tunnel": "no"}, False), ({}, False)]
)
def test_a_track_says_whether_it_is_in_a_tunnel(tags, tunnel):
    columns = line_columns("rail", "w1", {"railway": "rail", **tags}, TABLE, Extract(TABLE.layers))
    assert columns["tunnel"] is tunnel
