"""Footprints: halls set on a plot along its longer side, clear of boundary, tracks and pipe bridges."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry

from kokkola.description import Description
from kokkola.plan import DRAWN

STEP_M = 5.0
Row = dict[str, Any]


@dataclass
class Site:
    """Room on one plot, smaller with every hall that is set.

    Attributes
    ----------
    room
        Where a hall may stand.
    angle_rad
        Direction of the plot's longer side.
    anchor
        Point that halls keep near to.
    gap_m
        Distance between halls.
    """

    room: BaseGeometry
    angle_rad: float
    anchor: Point
    gap_m: float

    def set_hall(self, length_m: float, width_m: float) -> Polygon | None:
        """Footprint of a hall as near to the anchor as there is room, lengthwise or across."""
        found = [self._nearest(length_m, width_m), self._nearest(width_m, length_m)]
        fitting = [hall for hall in found if hall is not None]
        if not fitting:
            return None
        hall = min(fitting, key=lambda shape: round(shape.centroid.distance(self.anchor), 3))
        self.room = self.room.difference(hall.buffer(self.gap_m, join_style="mitre"))
        return hall

    def _nearest(self, length_m: float, width_m: float) -> Polygon | None:
        reach_m = (
            math.hypot(*np.subtract(self.room.bounds[2:], self.room.bounds[:2])) if self.room.area else 0.0
        )
        steps = np.arange(-math.ceil(reach_m / STEP_M), math.ceil(reach_m / STEP_M) + 1) * STEP_M
        along, across = (grid.ravel() for grid in np.meshgrid(steps, steps))
        order = np.lexsort((across, along, np.round(np.hypot(along, across), 6)))
        along, across = along[order], across[order]
        cos, sin = math.cos(self.angle_rad), math.sin(self.angle_rad)
        east = self.anchor.x + along * cos - across * sin
        north = self.anchor.y + along * sin + across * cos
        shapely.prepare(self.room)
        near = shapely.contains_xy(self.room, east, north)
        corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * (length_m / 2, width_m / 2)
        turned = np.column_stack([corners @ (cos, -sin), corners @ (sin, cos)])
        boxes = shapely.polygons(np.column_stack([east[near], north[near]])[:, None, :] + turned[None, :, :])
        fits = np.flatnonzero(shapely.contains(self.room, boxes))
        return boxes[fits[0]] if fits.size else None


def long_side_rad(shape: BaseGeometry) -> float:
    """Direction of the longer side of the smallest rectangle round a shape."""
    corners = np.asarray(shape.minimum_rotated_rectangle.exterior.coords)
    sides = np.diff(corners[:3], axis=0)
    east, north = sides[int(np.argmax(np.hypot(sides[:, 0], sides[:, 1])))]
    # A tenth of a degree is enough, and keeps the drawing the same on every machine.
    return math.radians(round(math.degrees(math.atan2(north, east)) % 180, 1))


def building_rows(
    description: Description, plots: list[Row], plants: dict[str, Point], obstacles: BaseGeometry
) -> list[Row]:
    """Buildings of all plots, and the recorded floor area of each plot where every hall has one.

    Parameters
    ----------
    description, plots
        What was drawn; `used_floor_area_m2` of the plots is filled in.
    plants
        Exact points of plants by firm.
    obstacles
        Where no hall may stand: tracks, pipes, lines, with the room they need.
    """
    told = description.table["buildings"]
    by_id = {plot["plot_id"]: plot for plot in plots}
    rows: list[Row] = []
    for plot_id, halls in told["halls"].items():
        plot = by_id[plot_id]
        room = plot["geometry"].buffer(-told["setback_m"], join_style="mitre").difference(obstacles)
        anchor = plants.get(plot["company_id"])
        if anchor is None or not room.buffer(30).contains(anchor):
            anchor = max(shapely.get_parts(room), key=lambda part: part.area).representative_point()
        anchor = Point(round(anchor.x), round(anchor.y))
        site = Site(room, long_side_rad(plot["geometry"]), anchor, told["gap_m"])
        own = plot_buildings(plot, halls, site, description)
        if all(row["floor_area_m2"] is not None for row in own):
            plot["used_floor_area_m2"] = float(sum(row["floor_area_m2"] for row in own))
        rows += own
    return rows


def plot_buildings(plot: Row, halls: list[Row], site: Site, description: Description) -> list[Row]:
    """Buildings of one plot; a hall that finds no room is a fault of the description."""
    rows: list[Row] = []
    for hall in halls:
        for _number in range(hall.get("count", 1)):
            if "near" in hall:
                site.anchor = description.point(hall["near"])
            footprint = site.set_hall(*hall["size"])
            if footprint is None:
                raise ValueError(f"Plot {plot['plot_id']}: no room for {hall['use']} of {hall['size']} m.")
            rows.append(building_row(plot, hall, len(rows) + 1, footprint))
    return rows


def building_row(plot: Row, hall: Row, number: int, footprint: Polygon) -> Row:
    """One building; its floor area is recorded only where the description says so."""
    recorded = hall["size"][0] * hall["size"][1] * hall["storeys"] if hall.get("recorded") else None
    row = {"building_id": f"{plot['plot_id']}-b{number}", "plot_id": plot["plot_id"], "name": None}
    row |= {"use": hall["use"], "storeys": hall["storeys"], "height_m": hall["height_m"]}
    row |= {"floor_area_m2": recorded, "company_id": plot["company_id"]}
    return row | {"source": DRAWN, "illustrative": True, "note": None, "geometry": footprint}
