"""The ground of each plot: levels, slope, earthworks, what lies low, and what covers it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from layers.atlas import Atlas
from layers.terrain import Bounds, Elevation, LandCover
from planner.capacity.zonal import WHOLE_SHARE, Cells, Floats, Positions, Shapes, batches, cells_of
from planner.scenario.scenario import Scenario
from planner.text import _, marked, number

# The factor of a scenario that gives a level for pads beside the balancing one.
PAD_FACTOR = "pad_level_m"
BALANCING, GIVEN = "balancing", "given"
_NO_TERRAIN = marked("No elevation model at hand; the Help page tells how to add the National Land Survey’s.")


@dataclass(frozen=True)
class Steep:
    """The share of the plot steeper than a threshold of the scenario's rules."""

    threshold_percent: float
    steep_share: float


@dataclass(frozen=True)
class Low:
    """The share of the plot below a level of the scenario's rules, such as a flood level."""

    threshold_m: float
    low_share: float


@dataclass(frozen=True)
class Pad:
    """The earth to move for a level pad over the whole plot; `basis` is balancing or given."""

    basis: str
    level_m: float
    cut_m3: float
    fill_m3: float


@dataclass(frozen=True)
class Cover:
    """The share of the plot that a class of land cover takes."""

    code: str
    title: str
    cover_share: float


@dataclass(frozen=True)
class TerrainProfile:
    """What the elevation model and the land cover say of one plot.

    Levels are in the height system of the elevation model. `known_share` is the part of the plot for which
    it gives a level, `slope_known_share` a slope (the neighbours of a cell must have levels too). Figures are
    those of the known part, None where nothing is known; earthworks are told for plots known whole only.
    `note` says what is missing.
    """

    plot_id: str
    known_share: float
    level_mean_m: float | None
    level_min_m: float | None
    level_max_m: float | None
    slope_known_share: float
    slope_mean_percent: float | None
    slope_max_percent: float | None
    steep: tuple[Steep, ...]
    low: tuple[Low, ...]
    pads: tuple[Pad, ...]
    cover: tuple[Cover, ...]
    illustrative: bool
    method: str
    source: str
    accuracy: str
    note: str


class _Thresholds(NamedTuple):
    """What the scenario asks of the ground."""

    steep_percent: tuple[float, ...]
    low_m: tuple[float, ...]
    pad_m: float | None


class _Sums:
    """Figures of a group of plots, added up block by block; areas in m², extremes NaN where none is known."""

    def __init__(self, plots_n: int, wanted: _Thresholds) -> None:
        self.known, self.level = np.zeros(plots_n), np.zeros(plots_n)
        self.slope_known, self.slope = np.zeros(plots_n), np.zeros(plots_n)
        self.low, self.high = np.full(plots_n, np.nan), np.full(plots_n, np.nan)
        self.steepest = np.full(plots_n, np.nan)
        self.steep = {threshold: np.zeros(plots_n) for threshold in wanted.steep_percent}
        self.below = {threshold: np.zeros(plots_n) for threshold in wanted.low_m}

    def add(self, plot: Positions, cells: Cells) -> None:
        """Add the cells of one block; `plot` counts within the group."""
        levels, slopes, area = cells.value, cells.slope_percent, cells.area_m2
        with_level, with_slope = (np.where(np.isnan(figure), 0.0, area) for figure in (levels, slopes))
        self.known[plot] += cells.summed(with_level)
        self.level[plot] += cells.summed(with_level * np.nan_to_num(levels))
        self.slope_known[plot] += cells.summed(with_slope)
        self.slope[plot] += cells.summed(with_slope * np.nan_to_num(slopes))
        self.low[plot] = np.fmin(self.low[plot], np.fmin.reduceat(levels, cells.start_index))
        self.high[plot] = np.fmax(self.high[plot], np.fmax.reduceat(levels, cells.start_index))
        self.steepest[plot] = np.fmax(self.steepest[plot], np.fmax.reduceat(slopes, cells.start_index))
        for threshold, sums in self.steep.items():
            sums[plot] += cells.summed(area * (slopes > threshold))
        for threshold, sums in self.below.items():
            sums[plot] += cells.summed(area * (levels < threshold))


class _Blocks:
    """The cells of a group of plots, block by block: kept if there is one block, else read in each turn."""

    def __init__(
        self, shapes: Shapes, positions: Positions, blocks: list[Bounds], terrain: Elevation
    ) -> None:
        self._shapes, self._positions, self._terrain = shapes, positions, terrain
        self._blocks = blocks
        self._kept = self._read(blocks[0]) if len(blocks) == 1 else None
        self._order = np.argsort(positions)

    def __iter__(self) -> Iterator[tuple[Positions, Cells]]:
        blocks = [self._kept] if self._kept is not None else map(self._read, self._blocks)
        for cells in blocks:
            if not len(cells.share):
                continue
            found = np.searchsorted(self._positions, cells.plot_index, sorter=self._order)
            yield self._order[found], cells

    def _read(self, block: Bounds) -> Cells:
        return cells_of(self._shapes, self._positions, block, self._terrain)


def terrain_profiles(
    plots: gpd.GeoDataFrame, atlas: Atlas, scenario: Scenario
) -> tuple[TerrainProfile | None, ...]:
    """Return the ground of each plot; None for all where the area has neither of the two rasters.

    Notes
    -----
    steep = share of the plot's cells above the threshold; cut and fill = Σ over its cells of |height −
    level| × cell area, above and below the level of the pad; the balancing level, which makes both equal,
    is the mean height

    References
    ----------
    The elevation model and land cover at hand; thresholds are the scenario's.
    """
    if atlas.terrain is None and atlas.landcover is None:
        return (None,) * len(plots)
    ids, shapes = plots["plot_id"].to_numpy(), plots.geometry.to_numpy()
    area_m2, words = shapely.area(shapes), _words(atlas)
    covers = _covers(shapes, atlas.landcover)
    if atlas.terrain is None:
        return tuple(_only_covered(plot_id, cover, words) for plot_id, cover in zip(ids, covers, strict=True))
    found: list[TerrainProfile | None] = [None] * len(plots)
    wanted = _thresholds(scenario)
    for positions, blocks in batches(shapes, atlas.terrain):
        cells = _Blocks(shapes, positions, blocks, atlas.terrain)
        sums = _Sums(len(positions), wanted)
        for plot, block in cells:
            sums.add(plot, block)
        pads = _pads(cells, sums, wanted)
        for index, position in enumerate(positions):
            plot_of = _Plot(ids[position], float(area_m2[position]), index, covers[position])
            found[position] = _profile(plot_of, sums, pads, words)
    return tuple(found)


def terrain_text(atlas: Atlas) -> str:
    """Return the sentence that says on what the ground's figures rest, or why there are none."""
    if atlas.terrain is None:
        return _(_NO_TERRAIN)
    return _(
        "Cells of {cell} m, each counted by the part of it inside the plot; slope by Horn’s method. "
        "Cut and fill: estimate for a level pad over the whole plot, the balancing level being the mean "
        "level; no side slopes, no bulking, nothing known of soil or rock."
    ).format(cell=number(atlas.terrain.cell_m, 1))


def _thresholds(scenario: Scenario) -> _Thresholds:
    def of_kind(kind: str, name: str) -> tuple[float, ...]:
        values = (getattr(rule, name) for rule in scenario.rules if rule.kind == kind)
        return tuple(sorted({value for value in values if value is not None}))

    pad = scenario.factors.get(PAD_FACTOR)
    return _Thresholds(
        of_kind("raster_above", "threshold_percent"),
        of_kind("raster_below", "threshold_m"),
        None if pad is None else pad.value,
    )


def _pads(cells: _Blocks, sums: _Sums, wanted: _Thresholds) -> dict[str, tuple[Floats, Floats, Floats]]:
    """Return for each kind of pad: level, cut and fill of each plot of the group."""
    with np.errstate(invalid="ignore"):
        mean_m = sums.level / sums.known
    pads = {BALANCING: mean_m}
    if wanted.pad_m is not None:
        pads[GIVEN] = np.full(len(mean_m), wanted.pad_m)
    found = {
        basis: (level_m, np.zeros(len(mean_m)), np.zeros(len(mean_m))) for basis, level_m in pads.items()
    }
    for plot, block in cells:
        for level_m, cut_m3, fill_m3 in found.values():
            above_m3 = np.nan_to_num(block.value - block.each(level_m[plot])) * block.area_m2
            cut_m3[plot] += block.summed(np.maximum(above_m3, 0))
            fill_m3[plot] += block.summed(np.maximum(-above_m3, 0))
    return found


class _Plot(NamedTuple):
    """Which plot is told of, and where in its group it stands."""

    plot_id: str
    area_m2: float
    group_index: int
    cover: tuple[Cover, ...]


class _Words(NamedTuple):
    """What is told of the rasters, alike for all plots."""

    illustrative: bool
    method: str
    source: str
    accuracy: str


def _words(atlas: Atlas) -> _Words:
    at_hand = [raster for raster in (atlas.terrain, atlas.landcover) if raster is not None]
    method = terrain_text(atlas)
    if atlas.terrain is None:
        method = _("Each cell of the land cover counted by the part of it inside the plot.")
    return _Words(
        any(raster.illustrative for raster in at_hand),
        method,
        "; ".join(dict.fromkeys(raster.source for raster in at_hand if raster.source)),
        " ".join(dict.fromkeys(raster.accuracy for raster in at_hand if raster.accuracy)),
    )


def _profile(
    plot: _Plot, sums: _Sums, pads: dict[str, tuple[Floats, Floats, Floats]], words: _Words
) -> TerrainProfile:
    index = plot.group_index
    known_m2, slope_known_m2 = float(sums.known[index]), float(sums.slope_known[index])
    known_share, slope_share = (min(one / plot.area_m2, 1.0) for one in (known_m2, slope_known_m2))
    return TerrainProfile(
        plot_id=plot.plot_id,
        known_share=known_share,
        level_mean_m=_mean(sums.level, known_m2, index),
        level_min_m=_found(sums.low, index),
        level_max_m=_found(sums.high, index),
        slope_known_share=slope_share,
        slope_mean_percent=_mean(sums.slope, slope_known_m2, index),
        slope_max_percent=_found(sums.steepest, index),
        steep=tuple(
            Steep(threshold, float(area[index]) / slope_known_m2)
            for threshold, area in sums.steep.items()
            if slope_known_m2
        ),
        low=tuple(
            Low(threshold, float(area[index]) / known_m2)
            for threshold, area in sums.below.items()
            if known_m2
        ),
        pads=tuple(
            Pad(basis, float(level[index]), float(cut[index]), float(fill[index]))
            for basis, (level, cut, fill) in pads.items()
            if known_share >= WHOLE_SHARE
        ),
        cover=plot.cover,
        **words._asdict(),
        note=_note(known_share, slope_share),
    )


def _mean(sums: Floats, area_m2: float, plot_index: int) -> float | None:
    return float(sums[plot_index]) / area_m2 if area_m2 else None


def _found(extremes: Floats, plot_index: int) -> float | None:
    return None if np.isnan(extremes[plot_index]) else float(extremes[plot_index])


def _note(known_share: float, slope_share: float) -> str:
    """Return what of the plot is not known, in a sentence; empty if all is."""
    if not known_share:
        return _("The plot lies outside the elevation model, or where it has no values.")
    if known_share < WHOLE_SHARE:
        return _(
            "The elevation model covers {share} % of the plot: the figures are for that part, and earthworks "
            "are not told."
        ).format(share=number(100 * known_share, 1))
    if slope_share < WHOLE_SHARE:
        return _("The slope is known for {share} % of the plot: the rest lies at the model’s edge.").format(
            share=number(100 * slope_share, 1)
        )
    return ""


def _covers(shapes: Shapes, landcover: LandCover | None) -> Sequence[tuple[Cover, ...]]:
    """Return the classes of land cover of each plot, the largest first, shares of the plot's whole area."""
    if landcover is None:
        return [()] * len(shapes)
    area_m2 = shapely.area(shapes)
    shares: list[dict[int, float]] = [{} for _shape in shapes]
    for positions, blocks in batches(shapes, landcover):
        for block in blocks:
            cells = cells_of(shapes, positions, block, landcover)
            for position, code, class_m2 in _class_areas(cells):
                shares[position][code] = shares[position].get(code, 0.0) + class_m2 / area_m2[position]
    return [
        tuple(
            Cover(str(code), landcover.classes.get(code, ""), min(share, 1.0))
            for code, share in sorted(of_plot.items(), key=lambda one: (-one[1], one[0]))
        )
        for of_plot in shares
    ]


def _class_areas(cells: Cells) -> Iterator[tuple[int, int, float]]:
    """Yield plot, class and its area in m²."""
    for code in np.unique(cells.value[~np.isnan(cells.value)]):
        areas = cells.summed(cells.area_m2 * (cells.value == code))
        for position in np.flatnonzero(areas):
            yield int(cells.plot_index[position]), int(code), float(areas[position])


def _only_covered(plot_id: str, cover: tuple[Cover, ...], words: _Words) -> TerrainProfile:
    """Return the ground of a plot of an area that has a land cover, but no elevation model."""
    return TerrainProfile(
        plot_id=plot_id,
        known_share=0.0,
        level_mean_m=None,
        level_min_m=None,
        level_max_m=None,
        slope_known_share=0.0,
        slope_mean_percent=None,
        slope_max_percent=None,
        steep=(),
        low=(),
        pads=(),
        cover=cover,
        **words._asdict(),
        note=_(_NO_TERRAIN),
    )
