"""The loading track of a siding: how much of it wagons can stand on, and how steep the ground is there."""

from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.ops import substring

from layers.terrain import Elevation
from planner.logistics.corridor import Search
from planner.text import _

# Heights are read this far apart and the slope taken over this length: a gradient is no matter of one cell.
_SLOPE_OVER_M = 50.0
_STANDING_STEP_M = 10.0
_LEAST_STEPS_N = 2
# Half the width that a train needs beside a road, another track or a building.
_ROAD_HALF_WIDTH_M = 5.0
_TRACK_HALF_WIDTH_M = 3.0


@dataclass(frozen=True)
class LoadingTrack:
    """The longest piece of track on which wagons stand clear of turnouts, crossings and others' plots.

    `gradient_percent` is that of the ground from end to end of the evenest stretch as long as the train,
    `uneven_m` how far the ground there strays from an even gradient; None where no elevation model covers it.
    """

    usable_m: float
    gradient_percent: float | None = None
    uneven_m: float | None = None
    line: shapely.LineString | None = field(default=None, repr=False, compare=False)


def loading_track(search: Search, line: shapely.LineString, track_id: str) -> LoadingTrack:
    """Return the loading track of a siding that runs along the line and straight on over the plot."""
    path = _extended(search, line)
    setting = search.setting
    length_m = float(shapely.length(path))
    first_m, last_m = setting.turnout_clear_m, length_m - setting.buffer_stop_m
    if last_m <= first_m:
        return LoadingTrack(0.0)
    clear = substring(path, first_m, last_m)
    return _longest(search, shapely.difference(clear, _in_the_way(search, clear, track_id)))


def served_track(search: Search, track: shapely.Geometry) -> LoadingTrack:
    """Return the loading track of a plot that a track touches: the part of the track on the plot."""
    on_plot = shapely.intersection(track, shapely.buffer(search.plot, search.setting.cell_m))
    row_id = str(search.targets.iloc[search.nearest_target(search.plot)]["_key"])
    return _longest(search, shapely.difference(on_plot, _in_the_way(search, on_plot, row_id)))


def _extended(search: Search, line: shapely.LineString) -> shapely.LineString:
    """Return the line led straight on over the plot, up to its far boundary or a building."""
    places = shapely.get_coordinates(line)
    step = places[-1] - places[-2]
    left, bottom, right, top = search.plot.bounds
    far = places[-1] + step / max(float(np.hypot(*step)), 1e-9) * np.hypot(right - left, top - bottom)
    ray = shapely.LineString([places[-1], far])
    free = search.plot
    if search.atlas.has("buildings"):
        halls = search.atlas.frame("buildings").geometry.to_numpy()
        halls = halls[shapely.intersects(halls, ray)]
        free = shapely.difference(free, shapely.buffer(shapely.union_all(halls), _TRACK_HALF_WIDTH_M))
    pieces = shapely.get_parts(shapely.intersection(ray, free))
    near = [piece for piece in pieces if shapely.distance(piece, shapely.Point(places[-1])) <= _gap_m(search)]
    if not near:
        return line
    end = shapely.get_coordinates(near[0])[-1]
    return shapely.LineString(np.vstack([places, end]))


def _gap_m(search: Search) -> float:
    """Return how far from the boundary a line on cells may end."""
    return 2 * search.setting.cell_m


def _in_the_way(search: Search, path: shapely.Geometry, track_id: str) -> shapely.Geometry:
    """Return the ground on which wagons may not stand: crossings, other tracks, plots of others."""
    atlas = search.atlas
    shapes: list[shapely.Geometry] = []
    for layer, width_m in (("roads", _ROAD_HALF_WIDTH_M), ("rail", _TRACK_HALF_WIDTH_M), ("plots", 0.0)):
        if not atlas.has(layer):
            continue
        frame = atlas.frame(layer)
        own = {"rail": track_id, "plots": search.plot_id}.get(layer, "")
        frame = frame[frame[atlas.layer(layer).spec.key] != own]
        near = frame.geometry.to_numpy()[frame.intersects(path).to_numpy()]
        shapes += list(shapely.buffer(near, width_m) if width_m else near)
    return shapely.union_all(shapes)


def _longest(search: Search, free: shapely.Geometry) -> LoadingTrack:
    """Return the longest piece of what is free, with the slope of its ground."""
    merged = shapely.line_merge(free) if shapely.get_num_geometries(free) > 1 else free
    pieces = [part for part in shapely.get_parts(merged) if shapely.get_dimensions(part) == 1]
    if not pieces:
        return LoadingTrack(0.0)
    line = max(pieces, key=shapely.length)
    usable_m = float(shapely.length(line))
    heights_m = heights_along(line, search.atlas.terrain, _STANDING_STEP_M)
    if heights_m is None or np.isnan(heights_m).any():
        return LoadingTrack(usable_m, line=line)
    train_m = min(search.setting.train_length_m or usable_m, usable_m)
    return LoadingTrack(usable_m, *_evenest(heights_m, usable_m / (len(heights_m) - 1), train_m), line)


def _evenest(heights_m: NDArray[np.float64], step_m: float, train_m: float) -> tuple[float, float]:
    """Return the least gradient from end to end of a stretch as long as the train, and how uneven it is."""
    steps_n = min(max(1, int(np.ceil(train_m / step_m - 1e-6))), len(heights_m) - 1)
    windows = np.lib.stride_tricks.sliding_window_view(heights_m, steps_n + 1)
    rise_m = windows[:, -1] - windows[:, 0]
    best = int(np.argmin(np.abs(rise_m)))
    even_m = windows[best, 0] + rise_m[best] * np.linspace(0, 1, steps_n + 1)
    gradient_percent = float(abs(rise_m[best]) / (steps_n * step_m) * 100)
    return gradient_percent, float(np.abs(windows[best] - even_m).max())


def slope(line: shapely.LineString, terrain: Elevation | None) -> tuple[float | None, str]:
    """Return the steepest gradient of the ground along the line over 50 m, or why it is not known."""
    heights_m = heights_along(line, terrain)
    if heights_m is None:
        return None, _("No elevation model at hand: the gradient is not known.")
    if np.isnan(heights_m).any():
        return None, _("The elevation model does not cover all of the line: the gradient is not known.")
    run_m = max(float(shapely.length(line)) / (len(heights_m) - 1), 1e-9)
    return float(np.abs(np.diff(heights_m)).max() / run_m * 100), ""


def heights_along(
    line: shapely.LineString, terrain: Elevation | None, step_m: float = _SLOPE_OVER_M
) -> NDArray[np.float64] | None:
    """Return heights of the ground at even steps along the line, ends included; None without a model."""
    if terrain is None:
        return None
    length_m = float(shapely.length(line))
    steps_n = max(_LEAST_STEPS_N, int(np.ceil(length_m / step_m)) + 1)
    places = shapely.get_coordinates(shapely.line_interpolate_point(line, np.linspace(0, length_m, steps_n)))
    left_m, bottom_m, right_m, top_m = line.bounds
    edge_m = terrain.cell_m
    grid = terrain.window((left_m - edge_m, bottom_m - edge_m, right_m + edge_m, top_m + edge_m))
    rows_n, columns_n = grid.values.shape
    row = np.clip(((grid.top_m - places[:, 1]) / grid.cell_m).astype(int), 0, rows_n - 1)
    column = np.clip(((places[:, 0] - grid.left_m) / grid.cell_m).astype(int), 0, columns_n - 1)
    return np.asarray(grid.values[row, column].astype(float))
