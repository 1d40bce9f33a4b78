"""The command line: the same jobs as in the browser, for a terminal and for scripts."""

from planner.cli import (  # noqa: F401 - they add their commands to the app
    capacity_commands,
    chain_command,
    check_figures_command,
    logistics_commands,
    report_command,
)
from planner.cli.area_commands import area
from planner.cli.commands import app

app.add_typer(area, name="area")


def main() -> None:
    """Run the command that the arguments of the process name, and leave the process with its exit code."""
    app(prog_name="python -m planner")


__all__ = ["app", "main"]
