"""Commands run in this process, as the shell would run them."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from planner.cli import app, output


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Return a function that runs a command; nothing but an exit may end it."""
    # What slow work says depends on the machine.
    monkeypatch.setattr(output, "_PATIENCE_S", 3600.0)

    def command(*args: str) -> Result:
        result = CliRunner().invoke(app, list(args))
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return command


@pytest.fixture
def run_json(run) -> Callable[..., Any]:
    """Return a function that runs a command with --format json and reads what it says, NaN refused."""

    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    def command(*args: str) -> Any:
        result = run(*args, "--format", "json")
        assert result.exit_code == 0, result.stderr
        return json.loads(result.stdout, parse_constant=refuse)

    return command
