"""Which plots pass the filter of the Map page: squares whose areas one knows."""

import numpy as np
import pytest

from planner.ui.widgets.plot_filter import ends, filtered, listed
from tests import tiny

ANY = (-np.inf, np.inf)
# 1, 4 and 9 ha.
PLOTS = tiny.atlas(
    {"geometry": tiny.square(0, 0, 100), "status": "free", "zoning_code": "T"},
    {"geometry": tiny.square(500, 0, 200), "status": "built", "zoning_code": "T"},
    {"geometry": tiny.square(1000, 0, 300), "status": "free"},
).frame("plots")


def passing(chosen=None, size_ha=ANY, left_m2=ANY, known=None):
    found = filtered(PLOTS, chosen=chosen or {}, size_ha=size_ha, left_m2=left_m2, known_left_m2=known)
    return PLOTS.loc[found, "plot_id"].tolist()


@pytest.mark.parametrize(
    ("chosen", "size_ha", "plots"),
    [
        ({}, ANY, ["A", "B", "C"]),
        ({"status": ("free",)}, ANY, ["A", "C"]),
        ({"status": ("free",), "zoning_code": ("T",)}, ANY, ["A"]),
        ({"status": ("free", "built")}, (2.0, np.inf), ["B", "C"]),
        ({"zoning_code": ("X",)}, ANY, []),
        ({}, (1.0, 4.0), ["A", "B"]),
    ],
)
def test_plots_pass_that_have_a_chosen_value_and_a_size_in_the_range(chosen, size_ha, plots):
    assert passing(chosen, size_ha) == plots


def test_what_is_not_known_to_remain_passes_no_range():
    known = {"A": 500.0, "B": None, "C": 5000.0}
    assert passing(left_m2=(0.0, np.inf), known=known) == ["A", "C"]
    assert passing(left_m2=(1000.0, np.inf), known=known) == ["C"]
    assert passing(left_m2=(-np.inf, 1000.0), known=known) == ["A"]


@pytest.mark.parametrize("text", ["nan:", ":nan", "x:y", "", ":"])
def test_a_range_that_is_no_range_lets_all_pass(text):
    assert ends(text) == ANY


def test_a_code_may_hold_any_sign():
    assert listed("T%2C1,%3Cb%3E") == ("T,1", "<b>")
