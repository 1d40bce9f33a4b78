"""Halls on plots: no hall fits for sure where the data end before the plot does."""

from dataclasses import replace

import pytest
import shapely

from planner.capacity.halls import fit_halls
from tests import tiny

CLEARANCE = {"hall_clearance_m": {"value": 0.0, "unit": "m", "source": "test"}}
NO_WATER = tiny.scenario(tiny.rule("area", "water"), factors=tiny.FACTORS | CLEARANCE)


def half_covered(layer):
    """Return a plot of 100 m × 100 m of which a layer covers the western half, with nothing on it."""
    far = tiny.square(500, 500, 10)
    whole = tiny.atlas({"geometry": tiny.square(0, 0)}, water=[far], buildings=[far])
    west = shapely.box(tiny.X0_M, tiny.Y0_M, tiny.X0_M + 50, tiny.Y0_M + 100)
    return whole, whole.with_layer(replace(whole.layer(layer), coverage=west))


@pytest.mark.parametrize("layer", ["water", "buildings"])
def test_whether_a_hall_fits_beyond_the_data_is_not_known(layer):
    whole, cut = half_covered(layer)
    (known,), (unknown,) = (fit_halls(area, NO_WATER, (60, 40)) for area in (whole, cut))
    assert (known.verdict, len(known.halls)) == ("fits", 1)
    assert (unknown.verdict, unknown.fits, unknown.halls) == ("not_known", False, ())


@pytest.mark.parametrize("layer", ["water", "buildings"])
def test_a_hall_larger_than_the_plot_is_impossible_whatever_the_data_hide(layer):
    _whole, cut = half_covered(layer)
    (found,) = fit_halls(cut, NO_WATER, (300, 300))
    assert found.verdict == "impossible"
