"""Messages: a text in English with its values, translated where it is shown."""

from collections.abc import Iterable, Mapping
from typing import Self


class Sentence(str):
    """A text in English that remembers how it was put together, so that it can be told in another language.

    The template is what translators see (`make texts` collects it); who shows the text asks
    `planner.text.translate` for it. Everywhere else it is the English text.

    Examples
    --------
    >>> fault = Sentence("{file} has {rows:,} rows.", file="plots.csv", rows=12000)
    >>> fault, fault.template
    ('plots.csv has 12,000 rows.', '{file} has {rows:,} rows.')
    """

    __slots__ = ("template", "values")
    template: str
    values: dict[str, object]

    def __new__(cls, template: str, /, **values: object) -> Self:
        """Fill the values in; a template without values is the text itself."""
        made = super().__new__(cls, template.format(**values) if values else template)
        made.template, made.values = template, values
        return made

    @classmethod
    def joined(cls, parts: Iterable[str], sign: str) -> Self:
        """Return the parts in a row, a sign between each two."""
        values: dict[str, object] = {f"part_{place}": part for place, part in enumerate(parts)}
        return cls(sign.join(f"{{{name}}}" for name in values), **values)


class Named(Sentence):
    """A word for a code, told with the code beside it where they differ: somebody may have to write the code.

    Examples
    --------
    >>> Named(Sentence("free"), "free"), Named(Sentence("Gas pipe"), "gas")
    ('free', 'Gas pipe (gas)')
    """

    __slots__ = ("code",)
    code: str

    def __new__(cls, title: Sentence, code: str) -> Self:
        """Put the code beside the title."""
        made = str.__new__(cls, cls._with(title, code))
        made.template, made.values, made.code = title.template, title.values, code
        return made

    def __reduce__(self) -> tuple[type[Self], tuple[Sentence, str]]:
        """Return what a copy is made of."""
        return type(self), (Sentence(self.template, **self.values), self.code)

    def beside(self, told: str) -> str:
        """Return the word as a language has it, with the code where it is another."""
        return self._with(told, self.code)

    @staticmethod
    def _with(told: str, code: str) -> str:
        return told if told.casefold() == code.casefold() else f"{told} ({code})"


class Titled(str):
    """A name that its owner gives in several languages: the plain one, and `titles` by language.

    Examples
    --------
    >>> Titled("Karhula", {"sv": "Karhula"}), Titled("Kokkola", {"sv": "Karleby"}).titles["sv"]
    ('Karhula', 'Karleby')
    """

    __slots__ = ("titles",)
    titles: Mapping[str, str]

    def __new__(cls, title: str, titles: Mapping[str, str] | None = None) -> Self:
        """Keep the names in other languages beside the plain one."""
        made = super().__new__(cls, title)
        made.titles = titles or {}
        return made
