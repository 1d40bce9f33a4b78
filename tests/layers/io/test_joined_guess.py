"""A table that is joined to a map: the map tells in which unit its areas are."""

import pandas as pd
import pytest

from layers.io.intake import RawSource, SourceRef, guess
from layers.io.joined_guess import guess_joined
from tests.layers.io.import_samples import squares

MAP = RawSource(SourceRef("file", "tontit.gpkg"), squares(), "0" * 64, "2026-11-24")
IDS = ["10-1", "10-2", "10-3"]


def joined(**columns):
    table = RawSource(SourceRef("file", "t.xlsx"), pd.DataFrame(columns), "0" * 64, "2026-11-24")
    return guess_joined(table, MAP, guess(MAP, "plots").mapping)


@pytest.mark.parametrize(
    ("areas", "unit"),
    [([1.0, 1.0, 1.0], "ha"), ([10_000, 10_000, 9_990], "m2"), ([2.47, 2.47, 2.47], "acre"), ([7, 7, 7], "")],
)
def test_the_unit_of_areas_is_told_by_the_map(areas, unit):
    found = joined(tonttitunnus=IDS, pinta_ala=areas)
    assert found.mapping.field_of("recorded_area_m2").unit == unit
    assert any("does not say its unit" in one for one in found.questions) == (not unit)


def test_rows_are_paired_by_id_and_not_by_order():
    found = joined(tonttitunnus=["10-3", "99", "10 1", "10-2"], pinta_ala=[1.0, 55.0, 1.0, 1.0])
    assert found.mapping.field_of("recorded_area_m2").unit == "ha"


def test_without_an_id_nothing_is_told():
    assert joined(pinta_ala=[1.0, 1.0, 1.0]).mapping.field_of("recorded_area_m2").unit == ""
