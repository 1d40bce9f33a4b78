"""Zip archives of strangers: looked through first, then unpacked into a folder that goes away."""

import shutil
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from layers.errors import Unreadable
from layers.io.limits import (
    MAX_ARCHIVE_MEMBERS,
    MAX_FILE_BYTES,
    MAX_PACKED_RATIO,
    MAX_UNPACKED_BEFORE_RATIO_BYTES,
    check_size,
)
from layers.io.scratch import scratch_folder
from layers.messages import Sentence

_ENCRYPTED = 1


def check_archive(path: Path) -> list[zipfile.ZipInfo]:
    """Return what the archive holds, if all of it can be unpacked without harm.

    Raises
    ------
    Unreadable
        If it is broken, encrypted, too large when unpacked, or names places outside itself.
    """
    check_size(path)
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        msg = Sentence(
            "{file} is no whole zip archive: it may have been cut short. Fetch or pack it again.",
            file=path.name,
        )
        raise Unreadable(msg) from None
    if len(members) > MAX_ARCHIVE_MEMBERS:
        msg = Sentence(
            "{file} holds {count} files; up to {most} are unpacked.",
            file=path.name,
            count=len(members),
            most=MAX_ARCHIVE_MEMBERS,
        )
        raise Unreadable(msg)
    for member in members:
        _check_member(path, member)
    _check_unpacked(path, members)
    return members


def _check_member(path: Path, member: zipfile.ZipInfo) -> None:
    inner = PurePosixPath(member.filename.replace("\\", "/"))
    if inner.is_absolute() or ".." in inner.parts or ":" in (inner.parts[0] if inner.parts else ""):
        msg = Sentence(
            "{file} holds a file that would land outside its folder ({member}). It is refused.",
            file=path.name,
            member=member.filename,
        )
        raise Unreadable(msg)
    if not member.filename.isprintable():
        msg = Sentence(
            "{file} holds a file whose name cannot be used ({member}). Give it a plain name and pack it "
            "again.",
            file=path.name,
            member=ascii(member.filename),
        )
        raise Unreadable(msg)
    if stat.S_ISLNK(member.external_attr >> 16):
        msg = Sentence(
            "{file} holds a link ({member}) instead of a file. Pack the file itself.",
            file=path.name,
            member=member.filename,
        )
        raise Unreadable(msg)
    if member.flag_bits & _ENCRYPTED:
        msg = Sentence("{file} is encrypted. Unpack it with its password first.", file=path.name)
        raise Unreadable(msg)


def _check_unpacked(path: Path, members: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = max(sum(member.compress_size for member in members), 1)
    if unpacked > MAX_FILE_BYTES or (
        unpacked > MAX_UNPACKED_BEFORE_RATIO_BYTES and unpacked / packed > MAX_PACKED_RATIO
    ):
        msg = Sentence(
            "{file} would unpack to {unpacked:.2f} GB from {packed:.1f} MB, more than a map does. It "
            "is refused.",
            file=path.name,
            unpacked=unpacked / 1e9,
            packed=packed / 1e6,
        )
        raise Unreadable(msg)


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """Give a folder with what the archive holds; it is removed afterwards.

    Raises
    ------
    Unreadable
        If the archive is refused or broken.
    """
    members = check_archive(path)
    with scratch_folder() as folder:
        try:
            with zipfile.ZipFile(path) as archive:
                for member in members:
                    target = folder.joinpath(*PurePosixPath(member.filename.replace("\\", "/")).parts)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    with archive.open(member) as source, target.open("wb") as file:
                        shutil.copyfileobj(source, file)
        except (
            zipfile.BadZipFile,
            EOFError,
            OSError,
            RuntimeError,
            ValueError,
            NotImplementedError,
        ) as error:
            msg = Sentence(
                "{file} cannot be unpacked: {error}. Fetch or pack it again.", file=path.name, error=error
            )
            raise Unreadable(msg) from None
        yield folder
