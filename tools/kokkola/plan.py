"""Plots, plan areas and the establishments with dangerous chemicals."""

from typing import Any

from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from kokkola.description import Description
from kokkola.ground import SMALLEST_FACE_M2, Ground, joined, parts

DRAWN = "drawn for Sijainti; illustrative"
EXAMPLE_PRICE = "Price is an example."
EXAMPLE_LEASE = "Lease is an example."
EXAMPLE_DATE = "Date is an example."
PLACE_NOT_PUBLISHED = "Where in the park this firm is or will be is not published; this plot is an example."
HANDED_OVER = {"built", "leased"}
PLOT_FIELDS = (
    *(
        "plot_id",
        "name",
        "block",
        "zoning_code",
        "place_kind",
        "plan_level",
        "plan_name",
        "plan_date",
        "status",
    ),
    *(
        "reserved_until",
        "handed_over",
        "floor_area_ratio",
        "building_right_m2",
        "coverage_ratio",
        "volume_ratio",
    ),
    *("storeys", "height_m", "limits_not_set"),
    *("used_floor_area_m2", "recorded_area_m2", "price_eur_m2", "lease_eur_m2_yr"),
    *("company_id", "source", "as_of", "illustrative", "note"),
)
# Plan areas that take what is left over.
# Limits that a plan may leave unset, with the column that gives each.
OPTIONAL_LIMITS = {"coverage": "coverage_ratio", "volume": "volume_ratio"}
REST_CODE, REST_NAME = "EV", "Protective green"
STREET_CODE, STREET_NAME = "KATU", "Street area"
RAILWAY_CODE, RAILWAY_NAME = "LR", "Railway land"

Row = dict[str, Any]


def plot_rows(description: Description, ground: Ground, placed_m: dict[str, float]) -> list[Row]:
    """Rows of the plots, in the order of blocks and numbers.

    Parameters
    ----------
    description, ground
        What was drawn, and its faces.
    placed_m
        How well each firm is placed, in metres.
    """
    rows = []
    for block in description.rows("blocks"):
        for plot in block["plots"]:
            rows.append(plot_row(block, plot, ground, description) | {"as_of": "2026-11"})
            rows[-1]["note"] = note_on(rows[-1], placed_m)
    return rows


def plot_row(block: Row, plot: Row, ground: Ground, description: Description) -> Row:
    """One plot: the block's defaults, its own values, its faces."""
    values = {**block["defaults"], **{key: value for key, value in plot.items() if key not in {"nr", "at"}}}
    if "building_right_m2" in plot:
        values.pop("floor_area_ratio", None)
    numbers = [ground.face_at(description.point(pair)) for pair in plot["at"]]
    shape = joined([ground.faces[number] for number in numbers])
    row: Row = dict.fromkeys(PLOT_FIELDS)
    row.update(values)
    row["company_id"] = values.get("company_id") or None
    row |= {
        "plot_id": f"{block['number']}-{plot['nr']}",
        "block": str(block["number"]),
        "plan_level": "detailed",
    }
    row |= {"place_kind": "plot", "plan_name": f"{block['plan_name']} (illustrative)"}
    row |= {"plan_date": block["plan_date"], "source": DRAWN, "illustrative": True, "geometry": shape}
    # The illustrative plans are whole: a limit that one does not give is a limit that it does not set.
    unset = [limit for limit, column in OPTIONAL_LIMITS.items() if row[column] is None]
    row["limits_not_set"] = ", ".join(unset) or None
    row["faces"] = numbers
    if row["status"] in HANDED_OVER:
        row["recorded_area_m2"] = float(round(shape.area))
    return row


def note_on(row: Row, placed_m: dict[str, float]) -> str | None:
    """What a reader must know of one plot."""
    notes = [row["note"]] if row["note"] else []
    if row["price_eur_m2"] is not None:
        notes.append(EXAMPLE_PRICE)
    if row["lease_eur_m2_yr"] is not None:
        notes.append(EXAMPLE_LEASE)
    if row["reserved_until"] or row["handed_over"]:
        notes.append(EXAMPLE_DATE)
    if row["company_id"] and placed_m[row["company_id"]] > 500:
        notes.append(PLACE_NOT_PUBLISHED)
    return " ".join(notes) or None


def zoning_rows(description: Description, ground: Ground, plots: list[Row]) -> list[Row]:
    """Plan areas that are not plots: as named, streets, railway land, and the rest as protective green."""
    taken = {number for plot in plots for number in plot["faces"]}
    shapes: list[tuple[str, str, BaseGeometry]] = []
    for zone in description.rows("zones"):
        numbers = [ground.face_at(description.point(pair)) for pair in zone["at"]]
        taken.update(numbers)
        shapes += [(zone["zoning_code"], zone["name"], ground.faces[number]) for number in numbers]
    rest = [face for number, face in enumerate(ground.faces) if number not in taken]
    shapes += [(REST_CODE, REST_NAME, face) for face in rest]
    shapes += [(RAILWAY_CODE, RAILWAY_NAME, part) for part in parts(ground.railway)]
    shapes += [(STREET_CODE, STREET_NAME, part) for part in parts(ground.streets)]
    counts: dict[str, int] = {}
    rows = []
    for code, name, shape in shapes:
        if shape.area < SMALLEST_FACE_M2:
            continue
        counts[code] = counts.get(code, 0) + 1
        row = {"zone_id": f"{code}-{counts[code]}", "zoning_code": code, "name": name}
        rows.append(row | {"source": DRAWN, "illustrative": True, "note": None, "geometry": shape})
    return rows


def seveso_rows(description: Description, plots: list[Row], names: dict[str, str]) -> list[Row]:
    """Establishments with dangerous chemicals: the plots of the large chemical and metal works."""
    told = description.table["seveso"]
    by_id = {plot["plot_id"]: plot for plot in plots}
    rows = []
    for plot_id in told["plots"]:
        plot = by_id[plot_id]
        shape: Polygon | MultiPolygon = plot["geometry"]
        name = names.get(plot["company_id"], plot["name"])
        row = {"establishment_id": f"seveso-{plot_id}", "name": name, "company_id": plot["company_id"]}
        row |= {"consultation_zone_m": told["consultation_zone_m"], "source": DRAWN, "illustrative": True}
        rows.append(
            row
            | {"note": "Example width; whether the plant is an establishment is assumed.", "geometry": shape}
        )
    return rows
