"""The likeliest mapping of a table that is joined to a map: the map tells the unit of areas in it."""

from dataclasses import replace

import geopandas as gpd
import pandas as pd

from layers import crs
from layers.errors import DataError
from layers.io.intake import RawSource, guess, guesses
from layers.mapping.apply import apply_mapping, join_table
from layers.mapping.guess import Guess, unit_by_size
from layers.mapping.mapping import LayerMapping
from layers.messages import Sentence
from layers.specs import SPECS

_AREA = "recorded_area_m2"


def guess_joined(table: RawSource, raw: RawSource, mapping: LayerMapping) -> Guess:
    """Return the likeliest mapping of a table to the layer that the map becomes by its own mapping."""
    found = guess(table, mapping.layer)
    recorded = found.mapping.field_of(_AREA)
    if recorded is None or recorded.unit or not isinstance(raw.frame, gpd.GeoDataFrame):
        return found
    try:
        unit = _unit_of(table, found.mapping, raw, mapping)
    except DataError:
        return found
    if unit is None:
        return found
    told = Sentence(
        "{field} is taken to be in {unit}: its numbers then agree with the areas on the map.",
        field=recorded.source,
        unit=unit,
    )
    questions = (
        one for one in found.questions if not one.startswith(f"{recorded.source} does not say its unit")
    )
    return replace(
        found,
        mapping=found.mapping.with_field(replace(recorded, unit=unit)),
        questions=(*questions, told),
    )


def _unit_of(table: RawSource, joined: LayerMapping, raw: RawSource, mapping: LayerMapping) -> str | None:
    """Return the unit in which the areas of the table agree with the map, by the ids that both have."""
    key, units = SPECS[mapping.layer].key, guesses().units
    area_m2 = crs.area_m2(raw.frame) if isinstance(raw.frame, gpd.GeoDataFrame) else None
    ids, numbers = mapping.field_of(key), joined.field_of(key)
    recorded = joined.field_of(_AREA)
    if area_m2 is None or ids is None or numbers is None or recorded is None:
        return None
    only = replace(joined, fields=(numbers, recorded))
    stated = pd.DataFrame(apply_mapping(only, table.frame, units).frame)
    places = apply_mapping(replace(mapping, fields=(ids,)), raw.frame, units).frame
    merged, _issues = join_table(mapping.layer, places, stated, key)
    unit = unit_by_size(list(merged[_AREA].fillna(0)), list(area_m2), units)
    return None if unit is None else unit.key
