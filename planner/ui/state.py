"""What the user has chosen: one frozen State, kept in the session and mirrored in the address of the page.

Only this module touches the session. A copied address opens the same view; widgets are set from the State
before they are drawn, and tell their changes through the functions below.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

import streamlit as st

from planner.comparison import MOST
from planner.text import LANGUAGES, use_language

_KEY = "state"
ENGLISH = "en"
# What the address of the page says besides the plots to compare, each a short text.
_PARKS = (
    "parks",
    *("park_situation", "park_rail", "park_ha", "park_jobs", "park_depth", "park_sort"),
)
_IN_ADDRESS = (
    *(
        "lang",
        "area",
        "plot",
        "park",
        "scenario",
        "figure",
        "hall",
        "vehicle",
        "route",
        "reach",
        "reach_from",
        "help",
    ),
    "against",
    *_PARKS,
    *("find", "status", "code", "size", "left", "basemap"),
)
_PAGE = "page"
_WHAT_IFS, _DRAFT = "what_ifs", "draft"
_HELD = "held."
# A session keeps so many what-ifs; the oldest is let go.
_KEPT_N = 16
Records = tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class State:
    """Language, area and plot by their names, the plots to compare, the park shown, the scenario.

    `figure` colours the plots of the Map page, `hall` is the hall sought: sides in metres and how many, as
    "60x30x2". The plots compared are measured `against` one of them, if it is told.
    For the ways: the vehicle, where the way that is drawn leads (kind/identifier), how far the drawn reach
    goes (unit:number) and the place it starts from, if not the plot (latitude,longitude), the line that is
    sought, and for which plot, and the train that a siding must take (0: that of the scenario). The freight
    is as the table of the Logistics page has it, `freight_start` as that table was first drawn; `tables_n`
    counts the tables, as each starts anew. For the parks: those to compare (identifiers, parted by commas),
    which of them are shown, and what they are sorted by.
    `import_row` is the row clicked on the map of an import.
    On the Map page: the company, street or place found (kind:name); statuses and codes of the plots that
    pass the filter (parted by commas), their size in ha and what is left in k-m² (from:to); the outside
    ground below.
    """

    lang: str = ""
    area: str = ""
    plot: str = ""
    compare: tuple[str, ...] = ()
    park: str = ""
    scenario: str = "default"
    figure: str = "status"
    hall: str = ""
    vehicle: str = ""
    route: str = ""
    reach: str = ""
    reach_from: str = ""
    against: str = ""
    help: str = ""
    parks: str = ""
    park_situation: str = ""
    park_rail: str = ""
    park_ha: str = ""
    park_jobs: str = ""
    park_depth: str = ""
    park_sort: str = ""
    find: str = ""
    status: str = ""
    code: str = ""
    size: str = ""
    left: str = ""
    basemap: str = ""
    sought: tuple[str, str] = ("", "")
    train_length_m: float = 0.0
    freight: Records = ()
    freight_start: Records = ()
    tables_n: int = 0
    import_row: str = ""


def current() -> State:
    """Return what is chosen; at the start of a session, what the address says."""
    if _KEY not in st.session_state:
        address = st.query_params
        told: dict[str, Any] = {name: address[name] for name in _IN_ADDRESS if name in address}
        told["compare"] = tuple(dict.fromkeys(address.get_all("compare")))[:MOST]
        told["lang"] = _language_at_start(told.get("lang", ""))
        st.session_state[_KEY] = State(**told)
    found: State = st.session_state[_KEY]
    return found


def arrive(page: str) -> None:
    """Take from the address what a link to this page is about, as far as another page was shown before.

    Within a session a link changes the page alone, so that what is chosen stays.
    """
    if st.session_state.get(_PAGE) != page:
        st.session_state[_PAGE] = page
        if "help" in st.query_params:
            change(help=st.query_params["help"])


def _language_at_start(address: str) -> str:
    """Return the language of the address, else that of the browser; English stays unsaid."""
    if address in LANGUAGES:
        return address
    browser = (st.context.locale or "")[:2]
    return browser if browser in LANGUAGES and browser != ENGLISH else ""


def speak() -> None:
    """Let all texts of this run follow the language chosen.

    Every run has a thread of its own: this stands at the start of the app and of each fragment.
    """
    use_language(current().lang or ENGLISH)


def take_language(key: str) -> None:
    """Set the language to what a widget says; there is always one."""
    change(lang=st.session_state[key] or current().lang or ENGLISH)


def change(**fields: Any) -> State:
    """Set these fields and return the new State."""
    st.session_state[_KEY] = replace(current(), **fields)
    return current()


def address() -> dict[str, str | list[str]]:
    """Return what the address of every page says of the State: what differs from the usual."""
    chosen, usual = current(), State()
    told: dict[str, str | list[str]] = {
        name: value for name in _IN_ADDRESS if (value := getattr(chosen, name)) != getattr(usual, name)
    }
    if chosen.compare:
        told["compare"] = list(chosen.compare)
    return told


def mirror() -> None:
    """Write the State into the address, as far as it differs."""
    wanted = address()
    found = {name: st.query_params.get_all(name) for name in st.query_params}
    if found != {name: value if isinstance(value, list) else [value] for name, value in wanted.items()}:
        st.query_params.from_dict(wanted)


def preset(key: str, value: Any) -> str:
    """Set a widget that is about to be drawn, and return its key."""
    st.session_state[key] = value
    return key


def preset_typed(key: str, value: str) -> str:
    """Set a field for text that is about to be drawn, and return its key.

    One that says so already is left alone: setting it would wipe out what somebody types meanwhile.
    """
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    return key


def choose_area(area: str) -> None:
    """Open another area; plots of the one before are let go, and what was drawn for them."""
    if area != current().area:
        change(area=area, plot="", find="", code="", compare=(), route="", reach="", reach_from="")


def choose_plot(plot_id: str) -> None:
    """Select a plot."""
    change(plot=plot_id)


def take_area(key: str) -> None:
    """Open the area that a widget says."""
    choose_area(st.session_state[key])


def take(field: str, key: str) -> None:
    """Set a field to what a widget says; nothing chosen is an empty text."""
    change(**{field: st.session_state[key] or ""})


def take_parts(field: str, keys: Sequence[str]) -> None:
    """Set a field to what several widgets say, parted by colons; without the first there is nothing to say.

    A yes is told by the last part of the widget's key, a no by nothing.
    """
    values = [st.session_state.get(key) for key in keys]
    told = [
        key.rpartition(".")[2] if value is True else value for key, value in zip(keys, values, strict=True)
    ]
    parts = [f"{part:g}" if isinstance(part, float) else str(part) for part in told if part]
    change(**{field: ":".join(parts) if values[0] else ""})


def take_list(field: str, key: str) -> None:
    """Set a field to the texts that a widget says, parted by commas; a comma within one is written as %2C."""
    change(**{field: ",".join(quote(text, safe="/ ") for text in st.session_state[key])})


def take_range(field: str, keys: tuple[str, str]) -> None:
    """Set a field to a range, from:to, as two widgets say; an end that is not said is open."""
    ends = [st.session_state[key] for key in keys]
    told = ":".join("" if end is None else f"{end:.12g}" for end in ends)
    change(**{field: told.strip(":") and told})


def let_go(field: str) -> None:
    """Set a field to nothing."""
    change(**{field: ""})


def let_go_all(fields: Sequence[str]) -> None:
    """Set these fields to nothing."""
    change(**dict.fromkeys(fields, ""))


def seek(kind: str, plot_id: str) -> None:
    """Seek a line of this kind to this plot."""
    change(sought=(kind, plot_id))


def take_all(field: str, key: str) -> None:
    """Set a field to all that a widget says, parted by commas."""
    change(**{field: ",".join(st.session_state[key])})


def take_compare(key: str) -> None:
    """Compare the plots that a widget says."""
    change(compare=tuple(st.session_state[key]))


def take_click(key: str, reads: Mapping[str, Any]) -> None:
    """Set each field to what was clicked on a map, as its function reads it from the map's answer."""
    answer = st.session_state.get(key)
    found = {field: told for field, clicked in reads.items() if (told := clicked(answer))}
    if found:
        change(**found)


def toggle_compare(plot_id: str) -> None:
    """Add the plot to the comparison, or take it out."""
    chosen = current().compare
    kept = tuple(entry for entry in chosen if entry != plot_id)
    change(compare=kept if plot_id in chosen else (*chosen, plot_id)[:MOST])


def start_freight(records: Sequence[Mapping[str, Any]]) -> None:
    """Put other freight into the table; what was typed there is let go."""
    change(freight=tuple(records), freight_start=tuple(records), tables_n=current().tables_n + 1)


def freight_table() -> tuple[str, Records]:
    """Return the key of the table, and what it starts from: it keeps its own changes while it is shown."""
    key = f"logistics.freight_{current().tables_n}"
    if key not in st.session_state:
        change(freight_start=current().freight)
    return key, current().freight_start


def take_row(key: str, field: str, keys: Sequence[str]) -> None:
    """Set a field to what stands in the row that a table says is chosen."""
    rows = st.session_state[key].selection.rows
    if rows:
        change(**{field: keys[rows[0]]})


def what_ifs() -> tuple[str, ...]:
    """Return the names under which this session keeps what-ifs."""
    return tuple(st.session_state.get(_WHAT_IFS, {}))


def what_if_text(name: str) -> str | None:
    """Return the TOML text of a what-if of this session, None where there is none of this name."""
    texts = {**st.session_state.get(_WHAT_IFS, {}), **st.session_state.get(_DRAFT, {})}
    return texts.get(name)


def draft(name: str, text: str) -> None:
    """Hold the text of the what-if that is being made; the one before is let go."""
    st.session_state[_DRAFT] = {name: text}


def keep_what_if(name: str, text: str) -> None:
    """Keep a what-if for this session, and let its rules hold on every page."""
    kept = {**st.session_state.get(_WHAT_IFS, {}), name: text}
    st.session_state[_WHAT_IFS] = dict(list(kept.items())[-_KEPT_N:])
    change(scenario=name)


def value(key: str) -> Any:
    """Return what a widget says, None where it is not drawn."""
    return st.session_state.get(key)


def hold(name: str, made: Any) -> None:
    """Hold what a page has come to, until the session ends or something else is held under the name."""
    st.session_state[_HELD + name] = made


def held(name: str) -> Any:
    """Return what is held under a name, None for nothing."""
    return st.session_state.get(_HELD + name)
