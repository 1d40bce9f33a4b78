"""The parks filtered, sorted and compared: what is not known is told, and no park is lost."""

import re

from planner.drawing.web.parks_map import FITS, OUT, UNKNOWN
from planner.ui.data import layer_descriptions
from planner.ui.parks import listing
from planner.ui.parks.listing import Wanted, verdict
from tests.planner.ui.pages import run, run_parks, words


def test_every_park_fits_or_does_not_or_is_not_known():
    parks = listing.parks()
    told = {park.park_id: verdict(park, Wanted(depth_m=12)) for park in parks}
    assert len(told) == 12
    assert told["kip"] == FITS  # 14.0 m
    assert told["peittoo"] == UNKNOWN  # Pori, no depth in the table
    assert told["kemijarvi"] == OUT  # inland


def test_nothing_asked_fits_all():
    assert {verdict(park, Wanted()) for park in listing.parks()} == {FITS}


def test_what_is_not_known_stands_last_however_sorted():
    for by, known in {"size": "area_ha", "jobs": "jobs_n", "depth": "depth_m", "rail": "rail"}.items():
        values = [getattr(park, known) for park in listing.in_order(listing.parks(), by)]
        first_unknown = values.index(None)
        assert set(values[first_unknown:]) == {None}
        if by != "rail":
            assert values[:first_unknown] == sorted(values[:first_unknown], reverse=True)


def test_the_table_names_every_park_whatever_the_filter():
    for address in ({}, {"park_ha": "1000"}, {"park_rail": "no"}, {"park_situation": "former_waste_area"}):
        told = words(run(run_parks, **address))
        for park in listing.parks():
            assert park.name.replace("&", "&amp;") in told, (address, park.name)


def test_an_address_that_asks_nonsense_asks_nothing():
    app = run(run_parks, park_ha="a lot", park_rail="maybe", park_sort="<b>", parks="kip,atlantis,kilpilahti")
    assert not app.exception
    assert app.multiselect(key="parks.compare").value == ["kip", "kilpilahti"]


def test_two_parks_stand_side_by_side():
    table = next(
        text for text in words(run(run_parks, parks="kip,kilpilahti")).split("<table") if "compared" in text
    )
    assert [name in table for name in ("Kokkola Industrial Park", "Kilpilahti")] == [True, True]
    assert len(re.findall("<th>", table)) == 3


def test_every_layer_is_told():
    from layers import specs

    assert set(layer_descriptions.ABOUT) == set(specs.SPECS)
