"""The choice of the rules that hold: a scenario that comes with the product, or a what-if of the session."""

import hashlib

import streamlit as st

from layers.errors import SijaintiError
from planner.scenario.scenario import parse_scenario
from planner.text import _, localised
from planner.ui import cache, state
from planner.ui.widgets.labels import plain

DEFAULT = state.State().scenario
_DIGITS_N = 12


def choose(page: str) -> str:
    """Show the choice and return the scenario; one that is not at hand is told and let go."""
    asked = state.current().scenario
    try:
        cache.scenario(asked)
    except SijaintiError:
        message = _("The rules “{name}” are not at hand here: load their file on the Capacity page.")
        st.warning(message.format(name=plain(title_of_key(asked))))
        state.change(scenario=DEFAULT)
    chosen = state.current().scenario
    known = list(dict.fromkeys([*cache.scenarios(), *state.what_ifs(), chosen]))
    if len(known) > 1:
        key = state.preset(f"{page}.scenario", chosen)
        st.selectbox(
            _("Rules"), known, format_func=title, key=key, on_change=state.take, args=("scenario", key)
        )
    return chosen


def title(key: str) -> str:
    """Return how a scenario is called."""
    return plain(localised(cache.scenario(key).title))


def title_of_key(key: str) -> str:
    """Return the name that stands in the key of a scenario that may not be at hand."""
    return key.rsplit("~", 1)[0]


def key_of(text: str) -> str:
    """Return the key of a what-if: its name and a digest of its text.

    Raises
    ------
    PlannerError
        If the text is no scenario.
    """
    digest = hashlib.sha256(text.encode()).hexdigest()[:_DIGITS_N]
    return f"{parse_scenario(text).name}~{digest}"
