"""PostGIS finds the same areas: every plot of Kokkola, every rule by distance or area, within 0.1 m².

The rules are written a second time, in SQL: what a feature reaches, which features count on which plot, and
what is left. Only the data and the rules' numbers are shared with the program.
"""

import json

import pandas as pd
import psycopg
import pytest

from layers.io import read_atlas, read_scenario_text
from planner.capacity.restrictions import restrict
from planner.scenario.edit import changed
from planner.scenario.scenario import Rule, parse_scenario
from tests.layers.io.servers import postgis

KINDS = ("setback", "along_line", "round_polygon", "area")
CLOSE_M2 = 0.1

SCHEMA = """
CREATE EXTENSION postgis;
CREATE TABLE plots (plot_id text PRIMARY KEY, told jsonb, geom geometry);
CREATE TABLE features (layer text, told jsonb, geom geometry);
CREATE INDEX ON plots USING gist (geom);
CREATE INDEX ON features USING gist (geom);
CREATE TABLE pieces (rule_id text, taking boolean, excluding boolean, plot_id text, geom geometry);
"""
# The strip inside the plot's own boundary.
SETBACK = """
INSERT INTO pieces
SELECT %(rule)s, %(taking)s, %(excluding)s, plot_id,
       ST_Difference(geom, ST_Buffer(geom, -%(width)s::float, 'quad_segs=16'))
FROM plots p WHERE {plots_where}
"""
# What features reach of each plot. A feature that stands on the plot counts only where the rule says so.
REACHED = """
INSERT INTO pieces
SELECT %(rule)s, %(taking)s, %(excluding)s, p.plot_id, ST_Union(ST_Intersection(p.geom, f.zone))
FROM plots p JOIN (
  SELECT f.geom, CASE WHEN %(kind)s = 'area' THEN f.geom ELSE
    ST_Buffer(f.geom, COALESCE((f.told->>%(attribute)s)::float, %(width)s), 'quad_segs=16') END AS zone
  FROM features f WHERE f.layer = %(layer)s AND {where}
) f ON ST_Intersects(p.geom, f.zone)
WHERE {plots_where} AND (%(own)s OR NOT CASE ST_Dimension(f.geom)
  WHEN 0 THEN ST_Intersects(p.geom, f.geom)
  WHEN 1 THEN ST_Length(ST_Intersection(p.geom, f.geom)) > 0.01 * ST_Length(f.geom)
  ELSE ST_Area(ST_Intersection(p.geom, f.geom)) > LEAST(100.0, 0.01 * ST_Area(f.geom)) END)
GROUP BY p.plot_id
"""
LEFT = """
SELECT p.plot_id, COALESCE(ST_Area(ST_Difference(p.geom, t.geom)), ST_Area(p.geom))
FROM plots p LEFT JOIN (
  SELECT plot_id, ST_Union(geom) AS geom FROM pieces WHERE {which} GROUP BY plot_id
) t USING (plot_id)
"""


def one_of(alias, where, values):
    """Return the condition that a row has one of these values, in SQL; the values go in as parameters."""
    conditions = ["true"]
    for column, wanted in where.items():
        texts = [value for value in wanted if isinstance(value, str)]
        numbers = [value for value in wanted if not isinstance(value, str)]
        name = f"{alias}_{column}"
        values |= {f"{name}_t": texts, f"{name}_n": numbers, f"{name}_c": column}
        value = f"{alias}.told->>%({name}_c)s"
        conditions.append(
            f"({value} = ANY(%({name}_t)s::text[]) OR CASE WHEN {value} ~ '^[0-9.]+$' "
            f"THEN ({value})::float = ANY(%({name}_n)s::float[]) END)"
        )
    return " AND ".join(conditions)


def none_of(alias, where_not, values):
    """Return the condition that a row has none of these texts, in SQL; a row that does not say has none."""
    conditions = ["true"]
    for column, unwanted in where_not.items():
        values |= {
            f"{alias}_{column}_no": [str(one).lower() for one in unwanted],
            f"{alias}_{column}_nc": column,
        }
        value = f"{alias}.told->>%({alias}_{column}_nc)s"
        conditions.append(f"COALESCE(lower({value}) <> ALL(%({alias}_{column}_no)s::text[]), true)")
    return " AND ".join(conditions)


def filled(connection, atlas):
    """Put plots and features into the database, attributes as JSON."""
    for layer in atlas.layers:
        spec = atlas.layer(layer).spec
        if not spec.geometry:
            continue
        frame = atlas.frame(layer)
        told = frame.drop(columns="geometry").astype(object).where(lambda table: table.notna(), None)
        for record, shape in zip(told.to_dict("records"), frame.geometry, strict=True):
            text = json.dumps(record, default=str)
            if layer == "plots":
                row = (record["plot_id"], text, shape.wkb)
                connection.execute("INSERT INTO plots VALUES (%s, %s, ST_GeomFromWKB(%s))", row)
            row = (layer, text, shape.wkb)
            connection.execute("INSERT INTO features VALUES (%s, %s, ST_GeomFromWKB(%s))", row)


def computed(connection, atlas, scenario):
    """Return what PostGIS finds: areas by rule and plot, what is left, and what would be with permissions."""
    connection.execute("TRUNCATE pieces")
    for rule in scenario.rules:
        if rule.kind not in KINDS or not atlas.has(rule.layer):
            continue
        values = {
            "rule": rule.rule_id,
            "taking": rule.effect in ("exclude", "permit"),
            "excluding": rule.effect == "exclude",
            "kind": rule.kind,
            "layer": rule.layer,
            "own": rule.own_plot,
            "width": rule.distance_m,
            "attribute": rule.width_attribute or "",
        }
        query = SETBACK if rule.kind == "setback" else REACHED
        plots_where = one_of("p", rule.plots_where, values)
        where = " AND ".join(
            [one_of("f", rule.where, values), none_of("f", rule.where_not, values)]
            + [f"f.told->>'{column}' IS NULL" for column in rule.where_missing]
        )
        connection.execute(query.format(where=where, plots_where=plots_where), values)
    alone = connection.execute("SELECT rule_id, plot_id, ST_Area(geom) FROM pieces").fetchall()
    left = dict(connection.execute(LEFT.format(which="taking")).fetchall())
    with_permit = dict(connection.execute(LEFT.format(which="excluding")).fetchall())
    areas = pd.Series({(rule_id, plot_id): area for rule_id, plot_id, area in alone}, dtype=float)
    return areas[areas > 0], pd.Series(left), pd.Series(with_permit)


def harsher(scenario):
    """Return the scenario with wider zones, so that every rule by distance reaches plots, and area rules."""
    wide = {"plot_setback": 12.5, "rail": 70.0, "road_main": 350.0, "road_other": 120.0, "shore": 400.0}
    wide |= {"power_110": 60.0, "existing_building": 25.0, "seveso_consult": 300.0}
    made = changed(scenario, name="harsher", distances_m=wide)
    areas = (
        Rule(
            rule_id="inside", title={"en": "x"}, layer="seveso", kind="area", effect="permit", own_plot=False
        ),
        Rule(rule_id="inside_all", title={"en": "x"}, layer="seveso", kind="area", effect="consult"),
        Rule(
            rule_id="built",
            title={"en": "x"},
            layer="buildings",
            kind="area",
            effect="exclude",
            plots_where={"status": ["built"]},
        ),
    )
    return made.model_copy(update={"rules": (*made.rules, *areas)})


@pytest.fixture(scope="module")
def kokkola():
    atlas = read_atlas("kokkola")
    with postgis() as address, psycopg.connect(address) as connection:
        connection.execute(SCHEMA)
        filled(connection, atlas)
        yield atlas, connection


@pytest.mark.parametrize("make", [lambda scenario: scenario, harsher], ids=["default", "harsher"])
def test_every_plot_and_rule_has_the_areas_that_postgis_finds(kokkola, make):
    atlas, connection = kokkola
    scenario = make(parse_scenario(read_scenario_text()))
    restricted = restrict(atlas, scenario)
    alone, left, with_permit = computed(connection, atlas, scenario)

    ours = restricted.overlaps[["rule_id", "plot_id", "alone_m2"]].set_index(["rule_id", "plot_id"])[
        "alone_m2"
    ]
    both = pd.concat([ours.rename("ours"), alone.rename("theirs")], axis=1).fillna(0.0)
    assert len(both) > 100
    assert (both["ours"] - both["theirs"]).abs().max() < CLOSE_M2, both.assign(
        by=both["ours"] - both["theirs"]
    ).sort_values("by")
    for found, theirs in ((restricted.buildable, left), (restricted.with_permit, with_permit)):
        assert set(found.index) == set(theirs.index)
        assert (found.area - theirs.reindex(found.index)).abs().max() < CLOSE_M2


def test_the_harsher_rules_reach_plots_by_every_kind():
    atlas = read_atlas("kokkola")
    scenario = harsher(parse_scenario(read_scenario_text()))
    kinds = {rule.rule_id: rule.kind for rule in scenario.rules}
    assert {kinds[name] for name in restrict(atlas, scenario).overlaps["rule_id"]} == set(KINDS)
