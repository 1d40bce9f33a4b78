"""What a map is too large for a page to hold: files that the browser fetches from the app itself.

Streamlit serves them beside the frame that the map stands in, below any base path.
"""

from functools import lru_cache

import streamlit.components.v1 as components

from layers.io import keep_served, served_folder

_NAME = "kept"


def keep(text: str) -> str:
    """Keep a text for the browser, and return its address as seen from the map's frame."""
    return f"../{__name__}.{_NAME}/{keep_served(text)}"


@lru_cache(maxsize=1)
def serve() -> None:
    """Let Streamlit serve what is kept; asked where a map is shown, as a server must run by then."""
    components.declare_component(_NAME, path=served_folder())
