"""What an import has come to: one frozen Draft, held for the session.

Each step of the page reads it and sets its part; what a later step made of the part before is let go.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import geopandas as gpd

from layers import crs
from layers.io.areas.save import Provenance, Saved, area_settings
from layers.io.areas.saved_mappings import remembered_mapping
from layers.io.intake import Prepared, Preview, RawSource, SourceRef, guess, preview, source_fields
from layers.io.joined_guess import guess_joined
from layers.issues import Issue
from layers.mapping.changes import Changes
from layers.mapping.guess import Guess, SourceField
from layers.mapping.mapping import LayerMapping
from planner.ui import state

_HELD = "import"
PLOTS = "plots"
# The two sources of an import: the map, and a table that is joined to it by id.
MAIN, TABLE = "main", "table"


@dataclass(frozen=True)
class Reading:
    """One source: the files it was read from, what they hold several of, its rows, or why there are none."""

    files: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    item: str = ""
    raw: RawSource | None = None
    fault: Exception | None = None


@dataclass(frozen=True)
class Checked:
    """Rows that were checked, what contradicts itself among them, and how they differ from what is there."""

    prepared: Prepared
    between: tuple[Issue, ...] = ()
    changed: tuple[Changes, ...] = ()

    @property
    def issues(self) -> tuple[Issue, ...]:
        """All that was found, the faults of single rows first."""
        return (*self.prepared.issues, *self.between)


@dataclass(frozen=True)
class Draft:
    """An import on its way. `area` is the one that the layer joins, "" for a new one.

    `asked` is a service, and whether one of what it hands out is yet to be chosen.

    `inputs_n` counts imports, so that each starts with empty fields.
    """

    area: str = ""
    layer: str = PLOTS
    asked: tuple[SourceRef, bool] | None = None
    main: Reading = field(default_factory=Reading)
    table: Reading = field(default_factory=Reading)
    shown: Preview | None = None
    picture: str = ""
    mapping: LayerMapping | None = None
    table_mapping: LayerMapping | None = None
    questions: tuple[str, ...] = ()
    remembered: str = ""
    epsg: int | None = None
    confirmed: bool = False
    checked: Checked | None = None
    consent: bool = False
    name: str = ""
    title: str = ""
    country: str | None = None
    zoning_classes: Mapping[str, str] = field(default_factory=dict)
    provenance: Provenance = field(default_factory=lambda: Provenance("", "", ""))
    saved: Saved | None = None
    inputs_n: int = 0

    @property
    def raw(self) -> RawSource | None:
        """The source with the map: of two sources, the one that has places."""
        return self.table.raw if self._is_swapped else self.main.raw

    @property
    def joined(self) -> RawSource | None:
        """The table that is joined by id, if there is one."""
        return self.main.raw if self._is_swapped else self.table.raw

    @property
    def _is_swapped(self) -> bool:
        return (
            self.main.raw is not None
            and self.table.raw is not None
            and not isinstance(self.main.raw.frame, gpd.GeoDataFrame)
            and isinstance(self.table.raw.frame, gpd.GeoDataFrame)
        )

    @property
    def source_epsg(self) -> int | None:
        """EPSG code of the system of the source: as the user named it, else as the source does."""
        named = self.mapping.source_epsg if self.mapping else None
        return named or (self.raw.epsg if self.raw else None)


def current() -> Draft:
    """Return the draft; at first an empty one."""
    found: Draft | None = state.held(_HELD)
    return found or Draft()


def keep(**fields: Any) -> Draft:
    """Set these fields and return the new draft."""
    made = replace(current(), **fields)
    state.hold(_HELD, made)
    return made


def start_over(*, area: str = "", saved: Saved | None = None) -> None:
    """Begin anew; what was saved last stays on the page."""
    state.hold(_HELD, Draft(area=area, saved=saved, inputs_n=current().inputs_n + 1))


def mapping_of(draft: Draft, which: str) -> LayerMapping:
    """Return the mapping of one of the two sources; one that reads nothing where there is no source."""
    found = draft.mapping if which == MAIN else draft.table_mapping
    return found or LayerMapping(draft.layer)


def change_mapping(which: str, mapping: LayerMapping) -> None:
    """Set the mapping of one of the two sources; what was checked no longer holds."""
    name = "mapping" if which == MAIN else "table_mapping"
    keep(**{name: mapping}, checked=None, consent=False)


def change_total(name: str, value: float | None) -> None:
    """Set a sum that the source states, None for none."""
    mapping = mapping_of(current(), MAIN)
    totals = {key: total for key, total in mapping.totals.items() if key != name}
    change_mapping(MAIN, replace(mapping, totals=totals | ({} if value is None else {name: value})))


def fields_of(draft: Draft, which: str) -> tuple[SourceField, ...]:
    """Return the fields of one of the two sources."""
    if which == MAIN:
        return draft.shown.fields if draft.shown else ()
    return source_fields(draft.joined.frame) if draft.joined else ()


def choose_area(area: str) -> None:
    """Let the layer join this area, or make a new one."""
    keep(area=area, layer=current().layer if area else PLOTS)
    _begin_mapping()


def choose_layer(layer: str) -> None:
    """Let the source become this layer."""
    keep(layer=layer)
    _begin_mapping()


def take_reading(which: str, reading: Reading) -> None:
    """Set one of the two sources, and begin the mapping with it."""
    keep(**{which: reading})
    _begin_mapping()


def _begin_mapping() -> None:
    """Start from the likeliest mapping, or from that of an earlier import that reads as much."""
    draft = current()
    fresh: dict[str, Any] = {"checked": None, "consent": False, "confirmed": False, "picture": ""}
    if draft.raw is None:
        keep(**fresh, shown=None, mapping=None, table_mapping=None, questions=(), remembered="", epsg=None)
        return
    mapping, questions, remembered = _likeliest(draft.raw, draft)
    shown = preview(draft.raw)
    table_mapping = None
    if draft.joined is not None:
        guessed = guess_joined(draft.joined, draft.raw, mapping)
        table_mapping, asked, _area = _remembered(draft.joined, draft, guessed)
        questions += asked
    keep(
        **fresh,
        saved=None,
        shown=shown,
        mapping=mapping,
        table_mapping=table_mapping,
        questions=questions,
        remembered=remembered,
        epsg=_working_epsg(draft.area, mapping.source_epsg or draft.raw.epsg, shown.proposed_epsg),
    )


def _likeliest(raw: RawSource, draft: Draft) -> tuple[LayerMapping, tuple[str, ...], str]:
    return _remembered(raw, draft, guess(raw, draft.layer))


def _remembered(raw: RawSource, draft: Draft, guessed: Guess) -> tuple[LayerMapping, tuple[str, ...], str]:
    again = remembered_mapping(raw.frame, draft.layer, draft.area)
    if again is None or len(again[1].fields) < len(guessed.mapping.fields):
        return guessed.mapping, guessed.questions, ""
    return again[1], (), again[0]


def _working_epsg(area: str, source_epsg: int | None, proposed_epsg: int | None) -> int | None:
    """Return the working system to propose: the area's, else the source's if it suits, else one by place."""
    there = area_settings(area) if area else None
    if there is not None:
        return there.epsg
    return source_epsg if source_epsg and crs.is_suitable(source_epsg) else proposed_epsg
