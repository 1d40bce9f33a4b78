"""The land of a park: hectares by status, take-up, years of supply."""

from datetime import date

import numpy as np
import pytest

from planner.appraisal import appraise_many
from planner.capacity.land_supply import by_code_and_status, counted_twice_text, supply, supply_text
from tests import tiny

TODAY = date(2026, 11, 24)
FACTORS = tiny.FACTORS | {
    name: {"value": value, "unit": "years", "source": "test"}
    for name, value in {"take_up_years": 10, "supply_warning_years": 10}.items()
}
JOBS = [{"title": {"en": "Refining"}, "low_jobs_ha": 2.7, "high_jobs_ha": 3.4, "source": "test"}]
SCENARIO = tiny.scenario(factors=FACTORS, jobs=JOBS)


def plot(x_m, status, **more):
    return {"geometry": tiny.square(x_m, 0), "status": status, "zoning_code": "T", **more}


def park(**more):
    return tiny.atlas(
        plot(0, "built", handed_over="2020-05-01"),
        plot(100, "leased", handed_over="1970-01-01"),
        plot(200, "reserved"),
        {**plot(300, "free"), "geometry": tiny.square(300, 0, 200)},
        plot(600, "free"),
        plot(700, "reserve"),
        **more,
    )


def test_hectares_by_status_and_what_is_full():
    found = supply(park(), SCENARIO, TODAY)
    assert found.by_status_ha == pytest.approx(
        {"built": 1, "leased": 1, "reserved": 1, "free": 5, "reserve": 1}
    )
    assert found.zoned_ha == pytest.approx(8)
    assert found.fill_share == pytest.approx(2 / 8)
    assert (found.largest_free_plot, found.largest_free_ha) == ("D", pytest.approx(4))


def test_take_up_counts_the_dated_hand_overs_of_the_last_ten_years():
    found = supply(park(), SCENARIO, TODAY)
    assert found.take_up.ha_yr == pytest.approx(0.1)
    assert (found.take_up.dated_n, found.take_up.handed_over_n) == (2, 2)
    assert found.supply_yr == pytest.approx(50)
    assert not found.falls_short


def test_a_take_up_that_the_user_sets_wins_and_short_supply_warns():
    found = supply(park(), SCENARIO, TODAY, take_up_ha_yr=1.0)
    assert (found.take_up.basis, found.supply_yr) == ("entered", pytest.approx(5))
    assert found.falls_short


def test_land_under_two_plots_is_told():
    inner = {**plot(20, "free"), "geometry": tiny.square(20, 20, 50)}
    found = supply(tiny.atlas(plot(0, "free"), plot(0, "free"), inner, plot(100, "free")), SCENARIO, TODAY)
    assert found.zoned_ha == pytest.approx(3.25)
    assert found.counted_twice_ha == pytest.approx(1.25)
    assert supply(park(), SCENARIO, TODAY).counted_twice_ha == 0


def test_whether_land_counts_twice_is_not_known_of_very_many_plots(monkeypatch):
    monkeypatch.setattr("planner.capacity.land_supply._MOST_OVERLAPS_N", 1)
    found = supply(park(), SCENARIO, TODAY)
    assert found.counted_twice_ha is None
    assert counted_twice_text(found) == (
        "Above 1 plots it is not looked for whether plots lie over each other."
    )


def test_without_hand_overs_no_number_of_years_is_given():
    found = supply(tiny.atlas(plot(0, "free")), SCENARIO, TODAY)
    assert found.supply_yr is None
    assert not found.falls_short


def test_land_that_needs_a_new_plan_counts_as_reserve():
    codes = tiny.table(
        "zoning_codes", [{"code": "M", "class_group": "reserve"}, {"code": "EV", "class_group": "special"}]
    )
    zoning = [
        {"geometry": tiny.square(0, 500, 300), "zoning_code": "M"},
        {"geometry": tiny.square(400, 500, 100), "zoning_code": "EV"},
    ]
    assert supply(park(tables=[codes], zoning=zoning), SCENARIO, TODAY).reserve_ha == pytest.approx(1 + 9)


def test_jobs_are_a_range():
    (jobs,) = supply(park(), SCENARIO, TODAY).jobs
    assert (jobs.low_n, jobs.high_n) == (pytest.approx(5 * 2.7), pytest.approx(5 * 3.4))


def test_the_table_by_code_and_status_sums_to_the_park_and_leaves_unknown_floor_area_open():
    atlas = tiny.atlas(
        plot(0, "free", floor_area_ratio=0.5), plot(100, "free"), plot(200, "built", floor_area_ratio=0.4)
    )
    table = by_code_and_status(atlas, [entry.capacity for entry in appraise_many(None, atlas, SCENARIO)])
    assert table["area_ha"].sum() == pytest.approx(3)
    free = table[table["status"] == "free"].iloc[0]
    built = table[table["status"] == "built"].iloc[0]
    assert np.isnan(free["permitted_floor_area_m2"])
    assert built["permitted_floor_area_m2"] == pytest.approx(4000)


def test_land_of_unknown_status_is_never_told_to_be_no_free_land():
    found = supply(tiny.atlas(plot(0, "unknown"), plot(100, "unknown")), SCENARIO, TODAY, take_up_ha_yr=1.0)
    assert (found.supply_yr, found.fill_share, found.unknown_ha) == (None, None, pytest.approx(2))
    assert found.most_supply_yr == pytest.approx(2)
    assert "not known" in supply_text(found)
    assert "0.0" not in supply_text(found)


def test_beside_free_land_the_unknown_makes_the_years_at_least_and_at_most():
    found = supply(tiny.atlas(plot(0, "free"), plot(100, "unknown")), SCENARIO, TODAY, take_up_ha_yr=0.1)
    assert (found.supply_yr, found.most_supply_yr) == (pytest.approx(10), pytest.approx(20))
    assert "at least 10.0 years" in supply_text(found)
    # It may be enough: no warning rests on what nobody knows.
    short = supply(tiny.atlas(plot(0, "free"), plot(100, "unknown")), SCENARIO, TODAY, take_up_ha_yr=0.15)
    assert short.supply_yr < short.warning_yr < short.most_supply_yr
    assert not short.falls_short
