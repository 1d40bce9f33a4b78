"""The working system: which are refused, and there and back."""

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.crs import (
    bounds_deg,
    country_of,
    easting_northing,
    lat_lon,
    likely_epsgs,
    outline_deg,
    propose_epsg,
    system_name,
    to_lonlat,
    working_crs,
)
from layers.errors import UnsuitableCRS
from tests.tiny import X0_M, Y0_M, frame, square

FINNISH = (3067, 3879, 3877)


@pytest.mark.parametrize("epsg", FINNISH)
def test_finnish_systems_serve(epsg):
    assert working_crs(epsg).epsg == epsg


@pytest.mark.parametrize(
    ("epsg", "reason"),
    [
        (4326, "degrees"),
        (4258, "degrees"),
        (2263, "US survey foot"),
        (2222, "foot"),
        (3857, "Web Mercator"),
        (999999, "not a known"),
    ],
)
def test_unsuitable_systems(epsg, reason):
    with pytest.raises(UnsuitableCRS, match=reason) as error:
        working_crs(epsg)
    assert str(epsg) in str(error.value)


def test_the_market_square_of_helsinki_lies_where_it_lies():
    x_m, y_m = easting_northing(lat=60.16806, lon=24.95194, working=working_crs(3067))
    assert (x_m, y_m) == pytest.approx((386_000, 6_671_900), abs=500)


@settings(max_examples=50)
@given(epsg=st.sampled_from(FINNISH), lat=st.floats(60.0, 69.5), lon=st.floats(23.0, 27.0))
def test_there_and_back_is_under_a_millimetre(epsg, lat, lon):
    working = working_crs(epsg)
    x_m, y_m = easting_northing(lat=lat, lon=lon, working=working)
    back = lat_lon(x_m, y_m, working)
    again = easting_northing(lat=back.lat, lon=back.lon, working=working)
    assert again == pytest.approx((x_m, y_m), abs=1e-3, rel=0)


def test_a_frame_goes_to_degrees_longitude_first():
    degrees = to_lonlat(frame("plots", [{"geometry": square(0, 0)}])).geometry[0].centroid
    place = lat_lon(X0_M + 50, Y0_M + 50, working_crs(3067))
    assert (degrees.x, degrees.y) == pytest.approx((place.lon, place.lat), abs=1e-7)


SYSTEMS = (3067, 3877, 3879, 25832, 4326)


def box(*bounds, epsg=None):
    return gpd.GeoDataFrame(geometry=[shapely.box(*bounds)], crs=epsg)


@pytest.mark.parametrize(
    ("bounds", "likely"),
    [
        ((305_000, 7_087_000, 305_100, 7_087_100), [3067]),
        ((23_482_500, 6_704_900, 23_482_600, 6_705_000), [3877]),
        ((25_496_000, 6_672_000, 25_496_100, 6_672_100), [3879]),
        ((460_000, 5_480_000, 460_100, 5_480_100), [25832]),
        ((23.05, 63.85, 23.06, 63.86), [4326]),
        ((1e9, 1e9, 2e9, 2e9), []),
    ],
)
def test_numbers_tell_which_systems_are_likely(bounds, likely):
    assert [epsg for epsg in likely_epsgs(box(*bounds), SYSTEMS) if epsg in likely or not likely] == likely


def test_the_narrowest_system_comes_first():
    assert likely_epsgs(box(23_482_500, 6_704_900, 23_482_600, 6_705_000), (4326, 3067, 3877))[0] == 3877


def test_systems_have_names_or_are_refused():
    assert system_name(4326) == "WGS 84"
    with pytest.raises(UnsuitableCRS, match="not a known"):
        system_name(999_999)


@pytest.mark.parametrize("bounds", [(305_000, 7_087_000, 305_100, 7_087_100), (1e300, 0, 2e300, 1)])
def test_degrees_lie_on_earth(bounds):
    assert bounds_deg(box(*bounds, epsg=4326)) is None
    assert bounds_deg(box(*bounds)) is None
    kokkola = (23.05, 63.85, 23.06, 63.86)
    assert bounds_deg(box(*kokkola, epsg=4326)) == pytest.approx(kokkola)


def test_an_outline_is_made_of_polygons_in_a_known_system():
    two = gpd.GeoDataFrame(geometry=[shapely.box(23, 63, 24, 64), shapely.box(24, 63, 25, 64)], crs=4326)
    assert outline_deg(two).equals(shapely.box(23, 63, 25, 64))
    assert outline_deg(two.set_crs(None, allow_override=True)) is None
    assert outline_deg(gpd.GeoDataFrame(geometry=[shapely.Point(23, 63)], crs=4326)) is None


def around(lon, lat):
    """Return the bounds of a works area of some kilometres."""
    return (lon - 0.02, lat - 0.01, lon + 0.02, lat + 0.01)


@pytest.mark.parametrize(
    ("lon", "lat"),
    [
        pytest.param(24.14, 65.83, id="Haparanda"),
        pytest.param(20.26, 63.83, id="Umeå"),
        pytest.param(20.92, 63.70, id="Holmön"),
        pytest.param(21.47, 64.75, id="Skellefteå"),
        pytest.param(22.47, 68.45, id="Karesuando"),
        pytest.param(23.38, 66.39, id="Övertorneå"),
        pytest.param(18.83, 60.10, id="Grisslehamn"),
        pytest.param(30.05, 69.73, id="Kirkenes"),
        pytest.param(23.04, 69.01, id="Kautokeino"),
        pytest.param(25.52, 69.47, id="Karasjok"),
        pytest.param(28.21, 59.37, id="Ivangorod"),
        pytest.param(28.19, 59.38, id="Narva"),
        pytest.param(24.75, 59.47, id="Tallinn"),
        pytest.param(28.75, 60.71, id="Vyborg"),
        pytest.param(28.86, 61.11, id="Svetogorsk"),
        pytest.param(30.69, 61.70, id="Sortavala"),
        pytest.param(30.58, 64.58, id="Kostomuksha"),
        pytest.param(30.22, 69.41, id="Nikel"),
        pytest.param(30.30, 59.95, id="Saint Petersburg"),
    ],
)
def test_no_place_of_a_neighbour_is_proposed_as_finland(lon, lat):
    place = around(lon, lat)
    assert country_of(propose_epsg(*place), place) == ""
    assert country_of(3067, place) == ""


def test_a_place_that_is_not_known_or_at_the_border_is_no_finland():
    assert country_of(3067, None) == ""
    # Tornio, across the river from Haparanda.
    assert country_of(3067, around(24.15, 65.85)) == ""
    # One end in Kemi, the other in Haparanda.
    assert country_of(3067, (24.1, 65.7, 24.6, 65.8)) == ""


@pytest.mark.parametrize(
    ("lon", "lat"),
    [(23.05, 63.86), (24.56, 65.74), (26.95, 60.5), (21.6, 63.1), (19.94, 60.1), (27.7, 62.9)],
    ids=["Kokkola", "Kemi", "Kotka", "Vaasa", "Mariehamn", "Kuopio"],
)
def test_places_well_inside_finland_are_proposed(lon, lat):
    place = around(lon, lat)
    assert country_of(propose_epsg(*place), place) == "FI"
