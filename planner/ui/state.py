"""What the user has chosen: one frozen State, kept in the session and mirrored in the address of the page.

Only this module touches the session. A copied address opens the same view; widgets are set from the State
before they are drawn, and tell their changes through the functions below.
"""

from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from planner.comparison import MOST

_KEY = "state"


@dataclass(frozen=True)
class State:
    """Area and plot by their names, the plots to compare, the park shown, the scenario."""

    area: str = ""
    plot: str = ""
    compare: tuple[str, ...] = ()
    park: str = ""
    scenario: str = "default"


def current() -> State:
    """Return what is chosen; at the start of a session, what the address says."""
    if _KEY not in st.session_state:
        address = st.query_params
        st.session_state[_KEY] = State(
            area=address.get("area", ""),
            plot=address.get("plot", ""),
            compare=tuple(dict.fromkeys(address.get_all("compare")))[:MOST],
            park=address.get("park", ""),
        )
    found: State = st.session_state[_KEY]
    return found


def change(**fields: Any) -> State:
    """Set these fields and return the new State."""
    st.session_state[_KEY] = replace(current(), **fields)
    return current()


def mirror() -> None:
    """Write the State into the address, as far as it differs."""
    chosen = current()
    wanted: dict[str, str | list[str]] = {
        name: value for name in ("area", "plot", "park") if (value := getattr(chosen, name))
    }
    if chosen.compare:
        wanted["compare"] = list(chosen.compare)
    found = {name: st.query_params.get_all(name) for name in st.query_params}
    if found != {name: value if isinstance(value, list) else [value] for name, value in wanted.items()}:
        st.query_params.from_dict(wanted)


def preset(key: str, value: Any) -> str:
    """Set a widget that is about to be drawn, and return its key."""
    st.session_state[key] = value
    return key


def choose_area(area: str) -> None:
    """Open another area; plots of the one before are let go."""
    if area != current().area:
        change(area=area, plot="", compare=())


def choose_plot(plot_id: str) -> None:
    """Select a plot."""
    change(plot=plot_id)


def take_area(key: str) -> None:
    """Open the area that a widget says."""
    choose_area(st.session_state[key])


def take(field: str, key: str) -> None:
    """Set a field to what a widget says; nothing chosen is an empty text."""
    change(**{field: st.session_state[key] or ""})


def take_compare(key: str) -> None:
    """Compare the plots that a widget says."""
    change(compare=tuple(st.session_state[key]))


def take_click(key: str, field: str, clicked: Any) -> None:
    """Set a field to what was clicked on a map; `clicked` reads it from the map's answer."""
    found = clicked(st.session_state.get(key))
    if found:
        change(**{field: found})


def toggle_compare(plot_id: str) -> None:
    """Add the plot to the comparison, or take it out."""
    chosen = current().compare
    kept = tuple(entry for entry in chosen if entry != plot_id)
    change(compare=kept if plot_id in chosen else (*chosen, plot_id)[:MOST])
