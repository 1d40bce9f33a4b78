"""What is done to the plots: the tool, the plots it is for, what to do next, and the way back."""

from collections.abc import Mapping

import streamlit as st

from planner.drawing.web.draw_map import CHOOSE
from planner.parcels.edits import Parcelled
from planner.text import _, marked, n_
from planner.ui import state
from planner.ui.draw import draft as draw_draft
from planner.ui.draw import map_view as draw_map_view
from planner.ui.draw.draft import Draft
from planner.ui.widgets.labels import plain

_TITLES = {
    "draw": (marked("New plot"), "add"),
    "split": (marked("Split"), "content_cut"),
    "merge": (marked("Merge"), "merge"),
    "reshape": (marked("Change outline"), "polyline"),
    "remove": (marked("Remove"), "delete"),
}
_NEXT = {
    "": marked("Click a plot to see its figures, or take a tool."),
    "draw": marked(
        "Click the corners on the map, and the first one again to finish. Corners of other plots are caught."
    ),
    "split": marked("Click where the line begins and where it ends, beyond the plot’s border. Then finish."),
    "merge": marked("Choose plots that share a border, on the map or in the list."),
    "reshape": marked(
        "Drag the corners; drag a small one between two to make a new corner. Then take the outline."
    ),
    "remove": marked("The plot is taken out of the draft; the area itself keeps it."),
}
_FIRST = marked("Click a plot on the map, or choose it in the list.")


def render(area: str) -> None:
    """Show the tools and what to do next."""
    draft = draw_draft.current(area)
    key = state.preset("draw.tool", draft.tool or None)
    st.pills(
        _("Tool"),
        draw_draft.TOOLS,
        format_func=lambda tool: f":material/{_TITLES[tool][1]}: {_(_TITLES[tool][0])}",
        key=key,
        on_change=draw_draft.take_tool,
        args=(area, key),
        label_visibility="collapsed",
    )
    waits = draft.tool in draw_draft.SINGLE and draw_map_view.mode(draft) == CHOOSE and not draft.chosen
    st.caption(_(_FIRST) if waits else _(_NEXT[draft.tool]))


def choose(area: str, titles: Mapping[str, str]) -> None:
    """Show the plots that the tool is for, and its button where it needs no drawing."""
    draft = draw_draft.current(area)
    if draft.tool != "draw":
        _choose(area, draft, titles)
    _act(area, draft)


def _choose(area: str, draft: Draft, titles: Mapping[str, str]) -> None:
    if draft.tool in draw_draft.SEVERAL:
        key = state.preset("draw.plots", [one for one in draft.chosen if one in titles])
        st.multiselect(
            _("Plots"),
            list(titles),
            format_func=lambda plot_id: titles[plot_id],
            key=key,
            placeholder=_("Choose plots"),
            on_change=draw_draft.take_chosen,
            args=(area, key),
        )
        return
    key = state.preset("draw.plot", draft.chosen[0] if len(draft.chosen) == 1 else None)
    st.selectbox(
        _("Plot"),
        list(titles),
        format_func=lambda plot_id: titles[plot_id],
        placeholder=_("Click one on the map, or choose it here"),
        key=key,
        on_change=draw_draft.take_chosen,
        args=(area, key),
    )


def _act(area: str, draft: Draft) -> None:
    """Show the button of a tool that needs no drawing."""
    if draft.tool == "merge":
        several = len(draft.chosen) > 1
        st.button(
            n_("Merge {n} plot", "Merge {n} plots", len(draft.chosen)) if several else _("Merge"),
            key="draw.merge",
            type="primary" if several else "secondary",
            disabled=not several,
            on_click=draw_draft.attempt,
            args=(area, "merge"),
        )
    if draft.tool == "remove" and draft.chosen:
        label = _("Remove plot {plot}").format(plot=plain(draft.chosen[0]))
        st.button(
            label, key="draw.remove", type="primary", on_click=draw_draft.attempt, args=(area, "remove")
        )


def outcome(area: str, made: Parcelled) -> None:
    """Show what went wrong, else what the last edit did; and the way back and forth."""
    draft = draw_draft.current(area)
    if draft.fault:
        st.error(plain(draft.fault))
    elif made.told and not draft.tool:
        st.caption("\n\n".join(plain(sentence) for sentence in made.told))
    if not draft.edits and not draft.undone:
        return
    with st.container(horizontal=True, key="draw_back"):
        undo_label, redo_label = _("Undo"), _("Redo")
        for name, label, icon, act, usable in (
            ("undo", undo_label, "undo", draw_draft.undo, draft.edits),
            ("redo", redo_label, "redo", draw_draft.redo, draft.undone),
            ("over", _("Start over"), "restart_alt", draw_draft.start_over, draft.edits),
        ):
            st.button(
                label,
                key=f"draw.{name}",
                icon=f":material/{icon}:",
                disabled=not usable,
                on_click=act,
                args=(area,),
            )
