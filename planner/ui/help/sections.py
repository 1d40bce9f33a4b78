"""The parts of the Help page: figures, how-tos, keys and terms."""

import streamlit as st

from planner.text import LANGUAGE_NAMES, _, language, marked
from planner.ui import state
from planner.ui.help import texts as help_texts
from planner.ui.help.docstrings import Explained, explained
from planner.ui.help.figures import FIGURES, GROUPS, Figure
from planner.ui.widgets.markup import Markup, details, lines, quiet, safe, show, strong, table

HOW_TO = "howto."
# What is pressed, and what it does; names of keys are those on a keyboard.
_KEYS = (
    ("Tab, Shift + Tab", marked("To the next control, and back")),
    ("Enter, Space", marked("Press a button, open what is folded, tick a box")),
    ("↑ ↓, Enter", marked("Choose in a list; typing finds a plot, park or area by its name")),
    ("Esc", marked("Close a list or what a map shows of a plot")),
    ("← → ↑ ↓", marked("Move the map while it has the focus; move a slider")),
    ("+ −", marked("Zoom the map while it has the focus")),
    ("Enter, ⌫, Esc", marked("While drawing on the map: finish, take the last corner back, start anew")),
    ("R", marked("Draw the page anew")),
)


def figures() -> None:
    """Show how each figure comes about; the one that a link names is open, and stands first."""
    asked = FIGURES.get(state.current().help)
    if language() != "en":
        st.caption(_("The explanations come from the program itself, where they are written in English."))
    if asked:
        show(_figure(asked, is_open=True))
    for title, group in GROUPS:
        st.subheader(_(title), anchor=False)
        show(Markup("".join(_figure(one) for one in group)))


def _figure(one: Figure, *, is_open: bool = False) -> Markup:
    told = explained(one.function)
    return details(_(one.title), _told(told), is_open=is_open)


def _told(told: Explained) -> Markup:
    rows = [
        (_("Formula"), _formula(told)),
        (_("Source"), safe(told.source)),
        (_("Check"), _code(told.example)),
        (_("In the program"), _code(told.where)),
    ]
    shown = [(quiet(name), Markup(text)) for name, text in rows if text]
    about = "".join(f"<p>{_with_names(part)}</p>" for part in (told.summary, *told.text.split("\n")) if part)
    return Markup(about + table(shown, css_class="facts"))


def _formula(told: Explained) -> str:
    return (
        lines(Markup(f'<span class="formula">{safe(told.formula)}</span>'), quiet(told.terms))
        if told.formula
        else ""
    )


def _code(text: str) -> str:
    return f"<code>{safe(text)}</code>" if text else ""


def _with_names(text: str) -> str:
    """Return a text of a docstring; what stands in backticks are names."""
    return "".join(
        f"<code>{safe(part)}</code>" if at % 2 else safe(part) for at, part in enumerate(text.split("`"))
    )


def how_tos() -> None:
    """Show the list of how-tos, and the one that is chosen."""
    if language() != "en":
        st.caption(_("The how-tos are written in English."))
    named = state.current().help.removeprefix(HOW_TO)
    known = [f"{HOW_TO}{name}" for name in help_texts.HOW_TOS]
    key = state.preset("help.howto", f"{HOW_TO}{named}" if named in help_texts.HOW_TOS else known[0])
    chosen = st.selectbox(
        _("How-to"),
        known,
        format_func=lambda name: _(help_texts.HOW_TOS[name.removeprefix(HOW_TO)]),
        key=key,
        on_change=state.take,
        args=("help", key),
    )
    with st.container(key="how_to"):
        st.markdown(help_texts.how_to(chosen.removeprefix(HOW_TO)))


def keys() -> None:
    """Show what works by keyboard."""
    st.caption(
        _("Everything works without a mouse: what a click on the map chooses stands in a list as well.")
    )
    show(table([(strong(pressed), _(does)) for pressed, does in _KEYS], css_class="facts"))


def terms() -> None:
    """Show the terms of planning, the language in use first."""
    own = language()
    order = [own, *(code for code in LANGUAGE_NAMES if code != own)]
    rows = sorted(
        (
            (strong(one[own]), *(one[code] for code in order[1:]), quiet(one["note"] if own == "en" else ""))
            for one in help_texts.terms()
        ),
        key=lambda row: row[0].casefold(),
    )
    show(table(rows, head=[*(LANGUAGE_NAMES[code] for code in order), ""], css_class="terms"))
