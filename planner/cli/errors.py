"""What the user can mend ends in one sentence on stderr and exit code 2, never in a traceback."""

import contextvars
import io
import sys
from collections.abc import Sequence
from typing import Any

import typer
from typer.core import TyperGroup

from layers.errors import SijaintiError
from planner.cli.help_language import SpokenContext, fault_told, let_speak
from planner.text import _, language_of_environment, translate, use_language

# What the shell takes for "used wrongly".
EXIT_MENDABLE = 2


class Commands(TyperGroup):
    """The group of all commands; it says what was wrong, and speaks the language asked for."""

    context_class = SpokenContext

    def main(self, args: Sequence[str] | None = None, **options: Any) -> Any:  # type: ignore[override]
        """Run the command and leave the process with its exit code."""
        options.pop("standalone_mode", None)
        _forgive_terminal()
        # The language holds for this command alone.
        sys.exit(contextvars.copy_context().run(self._code, args, options))

    def _code(self, args: Sequence[str] | None, options: dict[str, Any]) -> int:
        use_language(language_of_environment())
        let_speak(self)
        try:
            code = super().main(args=args, standalone_mode=False, **options)
        except typer.TyperException as error:
            refuse(_("{fault} Add --help to see what is expected.").format(fault=_sentence(error)))
            code = error.exit_code
        except SijaintiError as error:
            refuse(translate(error))
            code = EXIT_MENDABLE
        return code if isinstance(code, int) else 0


def refuse(sentence: str) -> None:
    """Say on stderr what was wrong."""
    typer.echo(sentence, err=True)


def _sentence(error: typer.TyperException) -> str:
    """Return what typer found wrong as one sentence on one line."""
    text = " ".join(error.format_message().replace("Value error, ", "").split())
    text = fault_told(text)
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _forgive_terminal() -> None:
    """Let a terminal that cannot show a sign, such as ², show a question mark instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
