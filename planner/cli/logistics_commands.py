"""Commands on the way: distances of all plots to all targets, and one route, road by road."""

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated, Any

import geopandas as gpd
import shapely
import typer

from layers.atlas import Atlas
from layers.errors import PlannerError
from layers.io import geojson_bytes
from planner import logistics
from planner.cli.commands import AreaName, PlotId, ScenarioFile, app, atlas_of, scenario_of
from planner.cli.output import show_bytes, show_json, slow
from planner.cli.table import Column, one_line, table_text
from planner.logistics import road
from planner.logistics.distance import BELOW_ACCURACY, BEYOND_DATA, NETWORK, NO_ROUTE, STRAIGHT_LINE, Distance
from planner.logistics.edges import known_within_data
from planner.logistics.road_paths import roads_of, routes_note
from planner.logistics.routes import Route, route_to
from planner.logistics.targets import targets
from planner.logistics.vehicles import Drive, limits_note, size_note, speeds_note, vehicle_of
from planner.reports.csv import cell
from planner.reports.json import plain
from planner.scenario.scenario import Scenario
from planner.siting.criteria import nearest_or_no_route
from planner.text import _, marked, quantity, title_of
from planner.text import distance as distance_text


class DistanceFormat(StrEnum):
    """How distances are shown."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class RouteFormat(StrEnum):
    """How a route is shown."""

    TABLE = "table"
    JSON = "json"
    GEOJSON = "geojson"


class By(StrEnum):
    """What the best way is best at."""

    DISTANCE = "distance"
    TIME = "time"


DISTANCE_COLUMNS = (
    Column("plot_id", marked("plot")),
    Column("target_kind", marked("kind")),
    Column("target", marked("nearest of its kind")),
    Column("mode", marked("mode")),
    Column("distance_m", marked("m")),
    Column("time_min", marked("min"), digits_n=1),
    Column("method", marked("how it was found")),
    Column("illustrative", marked("illustrative")),
    Column("note", marked("note")),
)
LEG_COLUMNS = (
    Column("road", marked("along")),
    Column("length_m", marked("m")),
    Column("illustrative", marked("illustrative")),
)
METHODS = {
    NETWORK: marked("network"),
    STRAIGHT_LINE: marked("straight line"),
    BELOW_ACCURACY: marked("place known too roughly"),
    BEYOND_DATA: marked("not known: beyond the data"),
    NO_ROUTE: marked("no route"),
}
VehicleName = Annotated[
    str,
    typer.Option("--vehicle", metavar="CLASS", help="A vehicle of the scenario: its limits and speeds hold."),
]
Hazmat = Annotated[bool, typer.Option("--hazmat", help="The vehicle carries dangerous goods.")]
Best = Annotated[By, typer.Option("--by", help="The shortest or, with a vehicle, the fastest way.")]


@app.command()
def distances(  # noqa: PLR0913 - the options of one command
    area: AreaName,
    *,
    kinds: Annotated[
        list[str] | None,
        typer.Option("--targets", metavar="KIND", help="Only targets of this kind; may be said again."),
    ] = None,
    vehicle: VehicleName = "",
    hazmat: Hazmat = False,
    by: Best = By.DISTANCE,
    scenario: ScenarioFile = None,
    shown: Annotated[
        DistanceFormat, typer.Option("--format", help="The nearest of each kind as text; else all.")
    ] = DistanceFormat.TABLE,
) -> None:
    """Tell how far it is from every plot to every target, by every mode."""
    atlas, rules = atlas_of(area), scenario_of(scenario)
    drive = _drive(rules, vehicle, by, hazmat=hazmat)
    plots = atlas.frame("plots")
    with slow(_("Measuring the distances of {area} ...").format(area=title_of(atlas.info))):
        rows = logistics.distances(plots, atlas, rules)
        if drive is not None:
            found = targets(atlas)
            driven = known_within_data(road.distances(plots, atlas, found, drive), plots, atlas, found)
            rows = _with_vehicle(rows, driven)
    rows = _of_kinds(rows, kinds or [])
    notes = [] if drive is None or not atlas.has("roads") else _notes(drive, atlas)
    if shown is DistanceFormat.CSV:
        show_bytes(_csv([asdict(row) for row in rows]))
    elif shown is DistanceFormat.JSON:
        show_json(
            {
                "area": atlas.name,
                "epsg": atlas.working.epsg,
                "scenario": rules.name,
                "vehicle": vehicle or None,
                "by": by.value,
                "notes": notes,
                "distances": [asdict(row) for row in rows],
            }
        )
    else:
        _show(DISTANCE_COLUMNS, [_worded(row) for row in _nearest(rows)], notes)


@app.command()
def route(  # noqa: PLR0913 - the options of one command
    area: AreaName,
    plot: PlotId,
    target: Annotated[
        str, typer.Argument(metavar="TARGET", help="A target by its id or name, or the nearest of a kind.")
    ],
    *,
    vehicle: VehicleName = "",
    hazmat: Hazmat = False,
    by: Best = By.DISTANCE,
    scenario: ScenarioFile = None,
    shown: Annotated[
        RouteFormat, typer.Option("--format", help="Road by road as text, or with the line to draw.")
    ] = RouteFormat.TABLE,
) -> None:
    """Lead from a plot to a target: the line, the roads, what is closed on the way."""
    atlas, rules = atlas_of(area), scenario_of(scenario)
    drive = _drive(rules, vehicle, by, hazmat=hazmat)
    with slow(_("Seeking the way ...")):
        found = route_to(plot, target, atlas, drive)
    notes = [routes_note(), *([] if drive is None else _notes(drive, atlas))]
    if shown is RouteFormat.GEOJSON:
        show_bytes(geojson_bytes(route_frame(found, atlas.working.epsg)))
    elif shown is RouteFormat.JSON:
        show_json({"area": atlas.name, "epsg": atlas.working.epsg, "notes": notes, **route_value(found)})
    else:
        typer.echo(_headline(found.distance))
        legs: list[dict[str, Any]] = [asdict(leg) for leg in found.legs]
        if legs and found.distance.snap_m:
            ends = _("in a straight line at the ends")
            legs.append({"road": ends, "length_m": found.distance.snap_m, "illustrative": None})
        _show(LEG_COLUMNS, legs, [note for note in (found.distance.note, *notes) if note])


def route_value(found: Route) -> dict[str, Any]:
    """Return a route as plain values; lines are lists of metres east and north in the working system."""
    return {
        **asdict(found.distance),
        "legs": [asdict(leg) for leg in found.legs],
        "line": None if found.line is None else shapely.get_coordinates(found.line).tolist(),
        "off_road": [shapely.get_coordinates(line).tolist() for line in found.off_road],
    }


def route_frame(found: Route, epsg: int) -> gpd.GeoDataFrame:
    """Return the lines of a route as a frame: what runs along roads, and what does not."""
    lines = [line for line in (found.line, *found.off_road) if line is not None]
    if not lines:
        raise PlannerError(_("There is no line to draw: {note}").format(note=found.distance.note))
    part = ["road"] * (found.line is not None) + ["off_road"] * len(found.off_road)
    told = {key: value for key, value in plain(asdict(found.distance)).items() if value is not None}
    return gpd.GeoDataFrame({"part": part, **told}, geometry=lines, crs=epsg)


def _drive(scenario: Scenario, vehicle: str, by: By, *, hazmat: bool) -> Drive | None:
    if vehicle:
        return Drive(vehicle_of(scenario, vehicle, hazmat=True if hazmat else None), scenario, by.value)
    if by is By.TIME or hazmat:
        known = ", ".join(entry.vehicle_id for entry in scenario.vehicles)
        msg = _("A time and dangerous goods need a vehicle: say --vehicle with one of {known}.")
        raise PlannerError(msg.format(known=known or _("none")))
    return None


def _with_vehicle(rows: Sequence[Distance], driven: Sequence[Distance]) -> list[Distance]:
    """Return the rows with those along the roads of the area replaced by the vehicle's."""
    of = {(row.plot_id, row.target_kind, row.mode) for row in driven}
    return [row for row in rows if (row.plot_id, row.target_kind, row.mode) not in of] + list(driven)


def _of_kinds(rows: Sequence[Distance], kinds: Sequence[str]) -> list[Distance]:
    known = list(dict.fromkeys(row.target_kind for row in rows))
    strange = [kind for kind in kinds if kind not in known]
    if strange:
        msg = _("There are no targets of the kind “{kind}”. At hand are: {known}.")
        raise PlannerError(msg.format(kind=one_line(strange[0]), known=", ".join(known) or _("none")))
    return [row for row in rows if not kinds or row.target_kind in kinds]


def _nearest(rows: Sequence[Distance]) -> list[Distance]:
    """Return for each plot, kind and mode the nearest target; where none is reached, one without a route."""
    by_plot: dict[str, list[Distance]] = {}
    for row in rows:
        by_plot.setdefault(row.plot_id, []).append(row)
    keys = dict.fromkeys((row.target_kind, row.mode) for row in rows)
    found = [nearest_or_no_route(own, kind, mode) for own in by_plot.values() for kind, mode in keys]
    return [row for row in found if row is not None]


def _notes(drive: Drive, atlas: Atlas) -> list[str]:
    notes = (
        size_note(drive.vehicle, atlas.info.country),
        limits_note(roads_of(atlas).frame),
        speeds_note(drive),
    )
    return [note for note in notes if note]


def _worded(row: Distance) -> dict[str, Any]:
    return {
        **asdict(row),
        "method": _(METHODS[row.method]),
        "illustrative": row.illustrative or None,
    }


def _headline(row: Distance) -> str:
    told = [distance_text(row.distance_m) if row.distance_m is not None else _(METHODS[row.method])]
    if row.time_min is not None:
        told.append(quantity(row.time_min, "min", 1))
    if row.illustrative:
        told.append(_("illustrative"))
    return one_line(f"{row.plot_id} → {row.target}: {', '.join(told)}")


def _show(columns: Sequence[Column], rows: list[dict[str, Any]], notes: Sequence[str]) -> None:
    if rows:
        heads = [Column(c.key, _(c.head), c.digits_n, c.grouped, c.to_right) for c in columns]
        typer.echo(table_text(heads, [{**row, "illustrative": row["illustrative"] or None} for row in rows]))
    for note in notes:
        typer.echo(one_line(note))


def _csv(rows: list[dict[str, Any]]) -> bytes:
    buffer = io.StringIO()
    fields = list(rows[0]) if rows else list(Distance.__dataclass_fields__)
    writer = csv.DictWriter(buffer, fieldnames=fields, lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: cell(value) for key, value in plain(row).items()} for row in rows)
    return buffer.getvalue().encode()
