"""By rail and by sea from an area: its loading places, its quays against a ship, the way to a port abroad."""

import pandas as pd
import streamlit as st

from layers.atlas import AreaInfo
from planner.logistics.quays import SeaWay, ShipAtQuay, sea_ways, ships_at_quays
from planner.logistics.rail import NearTrack, nearest_tracks
from planner.logistics.sea import (
    ASKED,
    FAIRWAY,
    FITS,
    OTHER_CARGO,
    PRIVATE,
    TOO_SHALLOW,
    TOO_SHORT,
    UNKNOWN,
    Voyage,
    cargo_words,
)
from planner.logistics.terminals import RailWay, rail_ways
from planner.text import _, distance, marked, quantity
from planner.ui import cache, state
from planner.ui.widgets.labels import electrified, plain
from planner.ui.widgets.markup import lines, quiet, show, strong, table, wide

_VERDICTS = {
    FITS: marked("takes the ship"),
    TOO_SHALLOW: marked("too shallow"),
    TOO_SHORT: marked("too short"),
    FAIRWAY: marked("fairway too shallow"),
    OTHER_CARGO: marked("for other cargo"),
    PRIVATE: marked("private"),
    ASKED: marked("takes the ship if the port confirms"),
    UNKNOWN: marked("not known"),
}
_OWNERS = {"public": marked("public"), "private": marked("private")}
_TABLE_PX = 320


def render(area: AreaInfo, plot_id: str) -> None:
    """Show what the area has of rail and sea; nothing where it has neither."""
    rules = state.current().scenario
    by_rail, tracks = found_rail(area.name, rules), near_tracks(area.name)
    if by_rail or tracks:
        with st.expander(_("By rail: track, loading places, ports")):
            _track(tracks.get(plot_id))
            _rail(by_rail)
    if cache.atlas(area.name).has("ports"):
        with st.expander(_("By sea: which quay takes the ship, how far to a port abroad")):
            _sea(area.name, rules)


@cache.cached_per_language(8)
def found_rail(area: str, scenario_name: str) -> tuple[RailWay, ...]:
    """Return the ways by rail from the loading places of an area."""
    return tuple(rail_ways(cache.atlas(area), cache.scenario(scenario_name)))


@cache.cached(8)
def near_tracks(area: str) -> dict[str, NearTrack]:
    """Return the nearest track of every plot."""
    return {track.plot_id: track for track in nearest_tracks(cache.atlas(area))}


@cache.cached_per_language(16)
def found_sea(area: str, scenario_name: str, ship_id: str, port_id: str) -> tuple[SeaWay, ...]:
    """Return the ways by sea of a ship from the ports of an area to a port abroad."""
    rules = cache.scenario(scenario_name)
    ship = next(ship for ship in rules.ships if ship.ship_id == ship_id)
    return sea_ways(cache.atlas(area), cache.sea_network(), ship, port_id, rules)


def _track(track: NearTrack | None) -> None:
    if track is None:
        return
    told = _("Nearest track of the plot: {track}, {away} in a straight line; electrified: {electrified}.")
    name = track.track or _("one without a name ({track})").format(track=track.track_id)
    values = {"track": name, "away": distance(track.distance_m)}
    show(lines(told.format(**values, electrified=electrified(track.electrified))))


def _rail(ways: tuple[RailWay, ...]) -> None:
    if not ways:
        st.caption(_("No loading place of the railway is at hand in this area."))
        return
    rows = sorted(ways, key=lambda way: (way.terminal, way.distance_m is None, way.distance_m or 0.0))
    frame = pd.DataFrame(
        {
            "target": [way.target for way in rows],
            "km": [None if way.distance_m is None else way.distance_m / 1000 for way in rows],
            "terminal": [way.terminal for way in rows],
            "electrified": [electrified(way.electrified) for way in rows],
            "note": [way.note for way in rows],
        }
    )
    config = st.column_config
    st.dataframe(
        frame,
        key="logistics.rail",
        height=_TABLE_PX,
        hide_index=True,
        column_config={
            "terminal": config.TextColumn(_("From loading place")),
            "target": config.TextColumn(_("To terminal or port")),
            "km": config.NumberColumn(_("By rail, km"), format="%.1f"),
            "electrified": config.TextColumn(_("Electrified at the loading place")),
            "note": config.TextColumn(_("Remark")),
        },
        alt=_("Ways by rail from the loading places of the area"),
    )
    joints = ", ".join(dict.fromkeys(way.joint for way in rows if way.joint))
    if joints:
        told = _("Joined at {place}: within the area its own tracks, beyond the national table of 2013.")
        st.caption(plain(told.format(place=joints)))


def _sea(area: str, scenario_name: str) -> None:
    rules, atlas = cache.scenario(scenario_name), cache.atlas(area)
    ships = {ship.ship_id: ship for ship in rules.ships}
    if not ships:
        st.caption(_("The scenario knows no ships."))
        return
    abroad = atlas.table("sea_ports").set_index("port_id")["name"].to_dict() if atlas.has("sea_ports") else {}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        ship_id = st.selectbox(
            _("Ship"), list(ships), format_func=lambda name: ships[name].name, key="logistics.ship", width=300
        )
        port_id = st.selectbox(
            _("Port abroad"),
            list(abroad),
            index=None,
            format_func=lambda name: str(abroad[name]),
            placeholder=_("Choose a port"),
            key="logistics.port",
            width=300,
        )
    _quays(ships_at_quays(atlas, ships[ship_id], rules), ships[ship_id].confidence)
    if port_id:
        with st.spinner(_("Seeking the way by sea")):
            found = found_sea(area, scenario_name, ship_id, port_id)
        for way in found:
            _way(way)


def _quays(rows: tuple[ShipAtQuay, ...], confidence: str) -> None:
    cells = [
        (
            lines(strong(row.quay), quiet(row.port)),
            lines(strong(_(_VERDICTS[row.verdict])), quiet(row.note)),
            _metres(row.depth_m),
            _metres(row.fairway_draught_m),
            _metres(row.length_m),
            lines(_(_OWNERS.get(row.owner, "not known")), quiet(cargo_words(row.cargo_kinds))),
        )
        for row in rows
    ]
    head = (_("Quay"), _("The ship"), _("Depth"), _("Fairway"), _("Length"), _("Owner and cargo"))
    show(wide(table(cells, head=head, numbers=(2, 3, 4), css_class="findings")))
    needed = _("The ship needs {depth} with the water under its keel; its size: {confidence}.")
    st.caption(
        needed.format(depth=quantity(rows[0].needed_m, "m", 1), confidence=_(confidence)) if rows else ""
    )


def _metres(value_m: float | None) -> str:
    return _("not known") if value_m is None else quantity(value_m, "m", 1)


def _way(found: SeaWay) -> None:
    title = _("{port} – {abroad}").format(port=found.port, abroad=found.abroad)
    told = [_("{length} by sea").format(length=_length(found.way))]
    if found.without_canal.distance_m != found.way.distance_m:
        told.append(_("{length} without the Kiel Canal").format(length=_length(found.without_canal)))
    if not found.way.vouched and found.way.distance_m is not None:
        told.append(_("not vouched for"))
    through = _("Through: {passages}.").format(passages=_passages(found.way)) if found.way.passages else ""
    notes = dict.fromkeys((through, *found.limits, *found.way.notes, found.way.source))
    show(lines(strong(f"{title}: {'; '.join(told)}"), *(quiet(note) for note in notes if note)))


def _passages(way: Voyage) -> str:
    titles = {one.passage_id: one.name for one in cache.scenario(state.current().scenario).passages}
    return ", ".join(titles.get(passage, passage) for passage in way.passages)


def _length(way: Voyage) -> str:
    return _("no distance") if way.distance_m is None else distance(way.distance_m)
