"""Start the app: python -m planner.ui [options of "streamlit run"].

It is "streamlit run app.py", but what the pages rest on is loaded before the server is up and not when the
first user comes: a server that answers shows its first page at once.
"""

import importlib
import sys
from pathlib import Path

from streamlit.logger import set_log_level
from streamlit.web import cli
from streamlit.web.server.starlette import starlette_app

from layers.io.areas.leftovers import remove_leftovers

APP = Path(__file__).resolve().parents[2] / "app.py"


def main() -> None:
    """Make ready what a new user sees first, and start the server."""
    # Until the server runs, Streamlit would warn of what it meets outside a session.
    set_log_level("ERROR")
    remove_leftovers()
    close_metrics()
    importlib.import_module("planner.ui.preload").first_page()
    sys.argv = ["streamlit", "run", str(APP), *sys.argv[1:]]
    cli.main()


def close_metrics() -> None:
    """Serve no figures of the server (sessions, memory): Streamlit has no setting against it."""
    starlette_app.create_metrics_routes = lambda *_: []  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
