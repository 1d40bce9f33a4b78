"""The catalogue that translators start from holds every text of the program, and nothing else."""

from collections.abc import Iterator
from io import BytesIO

from babel.messages.extract import extract
from babel.messages.pofile import read_po

# As `make texts` names them.
KEYWORDS = {"_": None, "marked": None, "n_": (1, 2), "Sentence": None}


def texts_of_the_program(root) -> Iterator[tuple[str, ...]]:
    paths = [
        root / "app.py",
        *(path for tree in ("planner", "layers") for path in (root / tree).rglob("*.py")),
    ]
    for path in paths:
        for _line, found, _comments, _context in extract("python", BytesIO(path.read_bytes()), KEYWORDS):
            yield (found,) if isinstance(found, str) else tuple(found)


def texts_of_the_catalogue(root) -> set[tuple[str, ...]]:
    with (root / "planner" / "locale" / "sijainti.pot").open("rb") as file:
        catalogue = read_po(file)
    return {
        (message.id,) if isinstance(message.id, str) else tuple(message.id)
        for message in catalogue
        if message.id
    }


def test_the_catalogue_is_current(root):
    """Mended by `make texts`."""
    # A text that is said once alone and once in singular and plural is one entry of the catalogue.
    found = set(texts_of_the_program(root))
    plural = {pair[0] for pair in found if len(pair) > 1}
    assert texts_of_the_catalogue(root) == {text for text in found if len(text) > 1 or text[0] not in plural}


def test_no_text_is_pasted_together_before_it_is_translated(root):
    """A text with values in it would never be found in a catalogue: the braces are filled in afterwards."""
    import ast

    pasted = [
        f"{path.relative_to(root)}:{node.lineno}"
        for path in (root / "planner").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in KEYWORDS
        and any(isinstance(argument, ast.JoinedStr | ast.BinOp) for argument in node.args)
    ]
    assert pasted == []


def test_no_text_is_marked_within_another(root):
    """What reads the program for its texts does not look into f-strings: such a text stays English."""
    import ast

    hidden = [
        f"{path.relative_to(root)}:{call.lineno}"
        for path in (root / "planner").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.JoinedStr)
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in KEYWORDS
        and any(isinstance(argument, ast.Constant) for argument in call.args)
    ]
    assert hidden == []
