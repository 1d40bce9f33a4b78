"""The working system: which are refused, and there and back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.crs import easting_northing, lat_lon, to_lonlat, working_crs
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
