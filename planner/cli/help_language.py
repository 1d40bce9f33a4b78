"""Help in the language in use: typer reads its texts at the start, before the language is known."""

import re
from typing import Any

import typer

from planner.cli.help_texts import FAULTS, FRAME
from planner.text import _


class SpokenContext(typer.Context):
    """The context of a command; its help is in the language in use."""

    def get_help(self) -> str:
        """Return the help, translated."""
        speak(self.command)
        text = super().get_help()
        for phrase in FRAME:
            text = text.replace(phrase, _(phrase))
        return text


def let_speak(command: Any) -> None:
    """Let a command and all below it give help in the language in use."""
    command.context_class = SpokenContext
    for below in getattr(command, "commands", {}).values():
        let_speak(below)


def speak(command: Any) -> None:
    """Translate what a command, its options and the list of those below it say of themselves."""
    command.help = told(command.help)
    for option in command.params:
        option.help = told(option.help)
    for below in getattr(command, "commands", {}).values():
        below.help = told(below.help)


def told(text: str | None) -> str:
    """Return a text of help in the language in use, paragraph by paragraph."""
    parts = (" ".join(part.split()) for part in (text or "").split("\n\n"))
    return "\n\n".join(_(part) for part in parts)


def fault_told(fault: str) -> str:
    """Return what typer found wrong in the language in use, as far as it is known to say."""
    for pattern, ours in FAULTS:
        found = re.fullmatch(pattern, fault)
        if found:
            return _(ours).format(**found.groupdict())
    return fault
