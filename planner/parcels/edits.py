"""Plots drawn, split, merged, given another outline, described and removed, as plain geometry.

Nothing is written: an edit makes a new atlas, which can be appraised at once. An edit is plain values, so a
list of edits is all that a draft is; undone is what is left out of the list.
"""

import string
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.atlas import Atlas
from layers.errors import PlannerError
from layers.layer import Layer
from layers.sources import Source
from layers.specs import SPECS
from planner.parcels.attributes import known, merge_attributes, split_attributes
from planner.parcels.geometry import GAP_M, LEAST_M2, PLACES_N, check_outline, joined, pieces_of
from planner.text import _, n_, number

# What a planner may say of a plot here; the rest is inherited or not known.
DESCRIBED = ("name", "zoning_code", "status", "floor_area_ratio", "building_right_m2")
# Overlaps smaller than both are what rounding leaves.
_OVERLAP_M2, _OVERLAP_SHARE = 1.0, 0.0005
DRAWN_SOURCE = "drawn"


@dataclass(frozen=True)
class Edit:
    """One change, as plain values: `shape_wkt` is in the area's system, in metres; `day` an ISO date.

    `accuracy_m` is how well the drawn places are known, None where nobody can say.
    """

    tool: str
    day: str
    plot_ids: tuple[str, ...] = ()
    shape_wkt: str = ""
    accuracy_m: float | None = None
    values: tuple[tuple[str, str | float | None], ...] = ()


@dataclass(frozen=True)
class Parcelled:
    """The atlas after an edit: the plots made or changed, those gone, and what the edit did in sentences."""

    atlas: Atlas
    made: tuple[str, ...]
    gone: tuple[str, ...]
    told: tuple[str, ...]


@dataclass(frozen=True)
class Overlap:
    """Ground that two plots claim."""

    plot_id: str
    other_id: str
    overlap_m2: float


def shape_text(shape: shapely.Geometry) -> str:
    """Return a shape in metres as the text of an edit, to the millimetre."""
    return str(shapely.to_wkt(shape, rounding_precision=PLACES_N, trim=True))


def apply(atlas: Atlas, edit: Edit) -> Parcelled:
    """Return what an edit makes of the plots of an atlas.

    Raises
    ------
    PlannerError
        If the shape cannot be a plot or does not do what the tool is for; the sentence says what to do.
    """
    return TOOLS[edit.tool](atlas, edit)


def overlaps(atlas: Atlas, plot_ids: Iterable[str]) -> tuple[Overlap, ...]:
    """Return where these plots lie over others, the largest overlap first."""
    plots = atlas.frame("plots")
    shapes, ids = plots.geometry.to_numpy(), plots["plot_id"].to_numpy()
    found = []
    for plot_id in plot_ids:
        place = int(np.flatnonzero(ids == plot_id)[0])
        shape = shapes[place]
        near = [other for other in plots.sindex.query(shape) if other != place]
        over_m2 = shapely.area(shapely.intersection(shapes[near], shape))
        least_m2 = np.maximum(
            _OVERLAP_M2, _OVERLAP_SHARE * np.minimum(shapely.area(shapes[near]), shape.area)
        )
        rows = zip(near, over_m2, over_m2 > least_m2, strict=True)
        found += [Overlap(plot_id, str(ids[other]), float(size)) for other, size, real in rows if real]
    return tuple(sorted(found, key=lambda entry: -entry.overlap_m2))


def draw(atlas: Atlas, edit: Edit) -> Parcelled:
    """Return the atlas with a new plot of the drawn outline, numbered after what the edit calls it."""
    shape = _shape(edit)
    told = check_outline(atlas, shape)
    plots = atlas.frame("plots")
    (base,) = edit.plot_ids or ("new",)
    plot_id = _numbered(base, set(plots["plot_id"]))
    row = {
        "plot_id": plot_id,
        "place_kind": "plot",
        **_drawn(edit),
        "note": _("Outline drawn on screen on {day}.").format(day=edit.day),
        **_described(edit),
        "geometry": shape,
    }
    told.append(_("Plot {plot}: {area} m².").format(plot=plot_id, area=number(shape.area)))
    return _parcelled(atlas, [row], (), told)


def split(atlas: Atlas, edit: Edit) -> Parcelled:
    """Return the atlas with a plot cut along the drawn line into plots of their own, from west to east."""
    (plot_id,) = edit.plot_ids
    row = _row(atlas, plot_id)
    pieces = pieces_of(row["geometry"], _shape(edit), max(GAP_M, 2 * (edit.accuracy_m or 0.0)))
    if len(pieces) <= shapely.get_num_geometries(row["geometry"]):
        sentence = _("The line does not cut plot {plot} through. Begin and end it outside the plot.")
        raise PlannerError(sentence.format(plot=plot_id))
    least = min(pieces, key=shapely.area)
    if least.area < LEAST_M2:
        sentence = _("The line would leave a piece of {area} m². Draw it further from the corner.")
        raise PlannerError(sentence.format(area=number(least.area, 2)))
    whole_m2 = sum(piece.area for piece in pieces)
    parts, told = split_attributes(row, [piece.area / whole_m2 for piece in pieces])
    taken = set(atlas.frame("plots")["plot_id"])
    note = _("Part of {plot}, split on screen on {day}.").format(plot=plot_id, day=edit.day)
    rows = []
    for part, piece, ending in zip(parts, pieces, _endings(len(pieces)), strict=True):
        new_id = _free(f"{plot_id}{ending}", taken)
        taken.add(new_id)
        rows.append({**part, **_touched(part, edit, note), "plot_id": new_id, "geometry": piece})
    sizes = ", ".join(f"{entry['plot_id']} {number(entry['geometry'].area)} m²" for entry in rows)
    told.insert(0, _("Plot {plot} is split: {parts}.").format(plot=plot_id, parts=sizes))
    return _parcelled(atlas, rows, (plot_id,), told)


def merge(atlas: Atlas, edit: Edit) -> Parcelled:
    """Return the atlas with plots that touch each other made one."""
    ids = tuple(dict.fromkeys(edit.plot_ids))
    if len(ids) < 2:  # noqa: PLR2004 - one plot is one already
        raise PlannerError(_("Choose two plots or more that touch each other."))
    rows = [_row(atlas, plot_id) for plot_id in ids]
    shapes = [row["geometry"] for row in rows]
    whole = joined(shapes, ids)
    areas_m2 = [shape.area for shape in shapes]
    values, told = merge_attributes(rows, areas_m2)
    over_m2 = sum(areas_m2) - whole.area
    if abs(over_m2) > LEAST_M2:
        sentence = (
            _("The plots lie over each other by {area} m², which counts once.")
            if over_m2 > 0
            else _("Gaps of {area} m² between the plots are closed.")
        )
        told.append(sentence.format(area=number(abs(over_m2))))
    taken = set(atlas.frame("plots")["plot_id"]) - set(ids)
    new_id = _free(_sum_id(ids), taken)
    note = _("Merged on screen on {day} from {plots}.").format(day=edit.day, plots=", ".join(ids))
    row = {**values, **_touched(values, edit, note), "plot_id": new_id, "geometry": whole}
    told.insert(0, _("Plot {plot}: {area} m².").format(plot=new_id, area=number(whole.area)))
    return _parcelled(atlas, [row], ids, told)


def reshape(atlas: Atlas, edit: Edit) -> Parcelled:
    """Return the atlas with another outline of a plot; what is known of it stays, but the recorded area."""
    (plot_id,) = edit.plot_ids
    row, shape = _row(atlas, plot_id), _shape(edit)
    told = check_outline(atlas, shape)
    before_m2 = row["geometry"].area
    change = _("Plot {plot}: {before} m² before, {after} m² now.")
    told.insert(0, change.format(plot=plot_id, before=number(before_m2), after=number(shape.area)))
    if known(row.get("recorded_area_m2")):
        told.append(_("The recorded area is let go: it was that of the former outline."))
    if known(row.get("building_right_m2")):
        told.append(
            _("The building right stays as the plan gives it: {right} k-m².").format(
                right=number(row["building_right_m2"])
            )
        )
    note = _("Outline changed on screen on {day}.").format(day=edit.day)
    new = {**row, **_drawn(edit), "note": _noted(row, note), "recorded_area_m2": None, "geometry": shape}
    return _parcelled(atlas, [new], (plot_id,), told)


def clip(atlas: Atlas, edit: Edit) -> Parcelled:
    """Return the atlas with a plot that leaves to the others what they claim as well."""
    (plot_id,) = edit.plot_ids
    row, plots = _row(atlas, plot_id), atlas.frame("plots")
    others = {entry.other_id for entry in overlaps(atlas, [plot_id])}
    rest = row["geometry"].difference(plots.geometry[plots["plot_id"].isin(others)].union_all())
    parts = [
        part for part in shapely.get_parts(rest) if part.area >= LEAST_M2 and part.geom_type == "Polygon"
    ]
    if not parts:
        sentence = _("Nothing is left of plot {plot}: others cover it wholly.")
        raise PlannerError(sentence.format(plot=plot_id))
    shape = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
    told = [
        _("Plot {plot}: {before} m² before, {after} m² now.").format(
            plot=plot_id, before=number(row["geometry"].area), after=number(shape.area)
        )
    ]
    return _parcelled(atlas, [{**row, "recorded_area_m2": None, "geometry": shape}], (plot_id,), told)


def remove(atlas: Atlas, edit: Edit) -> Parcelled:
    """Return the atlas without these plots; one stays at least."""
    gone = tuple(edit.plot_ids)
    for plot_id in gone:
        _row(atlas, plot_id)
    if len(atlas.frame("plots")) <= len(set(gone)):
        raise PlannerError(_("The last plot of an area cannot be removed."))
    told = n_("{n} plot is removed.", "{n} plots are removed.", len(gone))
    return _parcelled(atlas, [], gone, [told])


def describe(atlas: Atlas, edit: Edit) -> Parcelled:
    """Return the atlas with other words and numbers for a plot."""
    (plot_id,) = edit.plot_ids
    row = {**_row(atlas, plot_id), **_described(edit)}
    return _parcelled(atlas, [row], (plot_id,), [])


# Every tool, in the order in which they are offered.
TOOLS: Mapping[str, Callable[[Atlas, Edit], Parcelled]] = {
    "draw": draw,
    "split": split,
    "merge": merge,
    "reshape": reshape,
    "remove": remove,
    "describe": describe,
    "clip": clip,
}


def _shape(edit: Edit) -> Any:
    return shapely.from_wkt(edit.shape_wkt)


def _row(atlas: Atlas, plot_id: str) -> dict[str, Any]:
    plots = atlas.frame("plots")
    found = plots[plots["plot_id"] == plot_id]
    if found.empty:
        raise PlannerError(_("There is no plot “{plot}” any more.").format(plot=plot_id))
    return {str(name): value for name, value in found.iloc[0].items()}


def _described(edit: Edit) -> dict[str, Any]:
    return {name: value for name, value in edit.values if name in DESCRIBED}


def _drawn(edit: Edit) -> dict[str, Any]:
    """Return what holds of a plot whose outline was drawn here."""
    return {
        "source": _("drawn on screen"),
        "as_of": edit.day,
        "illustrative": True,
        "accuracy_m": edit.accuracy_m,
    }


def _touched(row: Mapping[str, Any], edit: Edit, note: str) -> dict[str, Any]:
    """Return what holds of a plot made of others: the worse of the accuracies, and how it was made."""
    known_m = [float(value) for value in (row.get("accuracy_m"), edit.accuracy_m) if known(value)]  # type: ignore[arg-type]
    return {
        "source": _("drawn on screen"),
        "as_of": edit.day,
        "accuracy_m": max(known_m) if known_m else None,
        "note": _noted(row, note),
    }


def _noted(row: Mapping[str, Any], note: str) -> str:
    return f"{row['note']} {note}" if known(row.get("note")) else note


def _free(wanted: str, taken: set[str]) -> str:
    return wanted if wanted not in taken else _numbered(wanted, taken)


def _numbered(base: str, taken: set[str]) -> str:
    return next(name for n in range(1, len(taken) + 2) if (name := f"{base}-{n}") not in taken)


def _endings(count_n: int) -> list[str]:
    letters = string.ascii_lowercase
    return [*letters[:count_n]] if count_n <= len(letters) else [f"-{n + 1}" for n in range(count_n)]


def _sum_id(ids: Sequence[str]) -> str:
    """Return the identifier of a merged plot: those of its parts while they are few."""
    return "+".join(ids) if len(ids) <= 3 else f"{ids[0]}+{len(ids) - 1}"  # noqa: PLR2004 - what a label holds


def _parcelled(atlas: Atlas, rows: list[dict[str, Any]], gone: tuple[str, ...], told: list[str]) -> Parcelled:
    """Return the atlas with the rows where the first of those that are gone stood, else at the end."""
    plots = atlas.frame("plots")
    out = plots["plot_id"].isin(gone).to_numpy()
    kept = plots[~out]
    place = int(np.flatnonzero(out)[0]) if out.any() else len(kept)
    parts = [kept.iloc[:place], *([_built(atlas, rows)] if rows else []), kept.iloc[place:]]
    frame = gpd.GeoDataFrame(
        pd.concat([part for part in parts if len(part)], ignore_index=True),
        geometry="geometry",
        crs=plots.crs,
    )
    made = tuple(str(row["plot_id"]) for row in rows)
    return Parcelled(
        _with_plots(atlas, frame), made, tuple(one for one in gone if one not in made), tuple(told)
    )


def _built(atlas: Atlas, rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    """Return the rows as the layer of plots promises them."""
    raw = gpd.GeoDataFrame(pd.DataFrame(rows), geometry="geometry", crs=atlas.epsg)
    layer = Layer.build(SPECS["plots"], raw, atlas.working)
    faults = [f"{issue.field}: {issue.reason}" for issue in layer.issues]
    if faults:
        raise PlannerError(_("The plot cannot be made: {faults}.").format(faults="; ".join(faults)))
    return layer.frame


def _with_plots(atlas: Atlas, frame: gpd.GeoDataFrame) -> Atlas:
    """Return the atlas with these plots, and with the hand that drew them among the sources."""
    old = atlas.layer("plots")
    plots = Layer(old.spec, frame, old.epsg, old.issues)
    layers = [plots if name == "plots" else atlas.layer(name) for name in atlas.layers]
    sources = [source for source in atlas.sources if source.path != DRAWN_SOURCE]
    return Atlas(
        atlas.info,
        atlas.working,
        layers,
        sources=[*sources, _hand()],
        joint=atlas.joint,
        rasters=atlas.rasters,
    )


def _hand() -> Source:
    return Source(
        path=DRAWN_SOURCE,
        layer="plots",
        title=_("Plots drawn on screen"),
        url="",
        licence="",
        attribution="",
        retrieved="",
        accuracy=_("drawn on screen"),
        illustrative=True,
        sha256="",
    )
