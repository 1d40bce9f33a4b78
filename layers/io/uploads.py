"""Files that come through a browser: laid in a folder that goes away, read there like any other file."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from layers.errors import Unreadable
from layers.io.formats.tables import Frame
from layers.io.limits import MAX_UPLOAD_BYTES, SIDE_FILES
from layers.io.sandbox.confined import items_confined, read_confined
from layers.io.scratch import scratch_folder
from layers.messages import Sentence

UPLOAD = "upload"
# File systems take names of 255 bytes; drivers add endings of their own.
_MAX_NAME_BYTES, _MAX_ENDING_BYTES = 200, 20


@contextmanager
def laid(files: Mapping[str, bytes]) -> Iterator[Path]:
    """Give the path of the one file that is read, the others beside it.

    Raises
    ------
    Unreadable
        If not exactly one of the files can be read by itself.
    """
    if sum(map(len, files.values())) > MAX_UPLOAD_BYTES:
        msg = Sentence(
            "The files are larger than {most} MB together. Import them from the disk (area import), or cut "
            "them to the area first.",
            most=MAX_UPLOAD_BYTES >> 20,
        )
        raise Unreadable(msg)
    names = {_short(Path(name.replace("\\", "/")).name): content for name, content in files.items()}
    main = [name for name in names if not name.lower().endswith(SIDE_FILES)]
    if len(main) != 1:
        given = ", ".join(sorted(names)) or "none"
        msg = Sentence(
            "Hand over one source at a time (a Shapefile with all its parts, or zipped). Given: {given}.",
            given=given,
        )
        raise Unreadable(msg)
    with scratch_folder() as folder:
        for name, content in names.items():
            # A part keeps its name but for the case of its ending, which drivers mind.
            path = folder / name
            path.with_suffix(path.suffix.lower()).write_bytes(content)
        path = folder / main[0]
        yield path.with_suffix(path.suffix.lower())


def _short(name: str) -> str:
    """Return a name that every file system takes: without control characters, cut but for its ending."""
    plain = Path("".join(sign if sign.isprintable() else "_" for sign in name))
    ending = _cut(plain.suffix, _MAX_ENDING_BYTES)
    stem = _cut(plain.stem, _MAX_NAME_BYTES - len(ending.encode()))
    return f"{stem if stem.strip('.') else '_'}{ending}"


def _cut(text: str, most_n: int) -> str:
    """Return as many whole characters of the text as fit into so many bytes of UTF-8."""
    return text.encode()[:most_n].decode(errors="ignore")


def upload_items(files: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return what the uploaded file holds several of: layers, sheets, or maps in an archive."""
    with laid(files) as path:
        return items_confined(path)


def upload_frame(files: Mapping[str, bytes], item: str = "") -> tuple[str, Frame]:
    """Return the name of the uploaded file and its rows."""
    with laid(files) as path:
        return path.name, read_confined(path, item)
