"""A confined process can neither reach a network nor a file outside, whatever its code tries."""

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from layers.io.sandbox import confinement

pytestmark = pytest.mark.skipif(
    not confinement.is_confinement_available(),
    reason="this kernel offers no Landlock: Linux 5.19 or newer has it",
)
MODULE = Path(confinement.__file__)
# Loaded by its path, so that a Python without our packages runs it as well.
HEAD = """
import importlib.util, json, os, pathlib, socket, sys, threading
spec = importlib.util.spec_from_file_location("confinement", sys.argv[1])
confinement = importlib.util.module_from_spec(spec)
sys.modules["confinement"] = confinement
spec.loader.exec_module(confinement)
folder = pathlib.Path(sys.argv[2])
if len(sys.argv) > 3:
    confinement.landlock_abi = lambda: int(sys.argv[3])
paths = confinement.Paths((folder / "in.txt", *confinement.system_paths()), folder / "out")
confinement.confine(paths, confinement.Limits(200_000_000, CPU_S, 1_000_000))
"""
ATTEMPTS = {
    "a socket": "socket.socket()",
    "a connection": "socket.create_connection(('127.0.0.1', 9))",
    "a pair of sockets": "socket.socketpair()",
    "a file outside": "open(folder / 'outside.txt').read()",
    "a file of the system": "open('/etc/passwd').read()",
    "a link to outside": "open(folder / 'out' / 'link').read()",
    "memory of the process": "open('/proc/self/mem', 'rb')",
    "environment of another": "open(f'/proc/{os.getppid()}/environ').read()",
    "a folder outside": "os.listdir(folder)",
    "writing the source": "open(folder / 'in.txt', 'a')",
    "cutting the source": "os.truncate(folder / 'in.txt', 0)",
    "writing outside": "open(folder / 'new.txt', 'w')",
    "removing the source": "os.remove(folder / 'in.txt')",
    "rights of the source": "os.chmod(folder / 'in.txt', 0o777)",
    "dates of the source": "os.utime(folder / 'in.txt', (0, 0))",
    "a process": "os.fork()",
    "a program": "os.execv('/bin/true', ['true'])",
    "a spawned program": "os.posix_spawn('/bin/true', ['true'], {})",
    "a signal": "os.kill(os.getppid(), 0)",
    "more memory": "bytearray(400_000_000)",
    "a long answer": "open(folder / 'out' / 'long', 'wb').write(bytes(2_000_000))",
    "a pipe by name": "os.mkfifo(folder / 'out' / 'pipe')",
}
ALLOWED = {
    "the source": "open(folder / 'in.txt').read()",
    "the answer": "open(folder / 'out' / 'answer', 'w').write('x')",
    "a folder of the answer": "os.mkdir(folder / 'out' / 'sub')",
    "a thread": "threading.Thread(target=len, args=('x',)).start()",
    "a module": "__import__('colorsys')",
}


def confined(folder, code, *arguments, python=sys.executable, cpu_s=60, **options):
    (folder / "out").mkdir(exist_ok=True)
    (folder / "in.txt").write_text("in", encoding="utf-8")
    (folder / "outside.txt").write_text("canary", encoding="utf-8")
    link = folder / "out" / "link"
    if not link.is_symlink():
        link.symlink_to(folder / "outside.txt")
    return subprocess.run(
        [
            python,
            "-c",
            HEAD.replace("CPU_S", str(cpu_s)) + textwrap.dedent(code),
            str(MODULE),
            str(folder),
            *arguments,
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        **options,
    )


def tried(folder, attempts, *arguments, **options):
    """Return what became of each attempt: the name of the exception, or "" where it succeeded."""
    code = f"""
    outcomes = {{}}
    for name, attempt in {attempts!r}.items():
        try:
            eval(attempt)
            outcomes[name] = ""
        except BaseException as error:
            outcomes[name] = type(error).__name__
    sys.stdout.write(json.dumps(outcomes))
    """
    ended = confined(folder, code, *arguments, **options)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


# Cutting by name and a fresh kernel's rights are known to Landlock 3 and 5; Debian 12 has 2.
@pytest.mark.parametrize("abi", range(confinement._LEAST_ABI, confinement.landlock_abi() + 1))
def test_nothing_outside_can_be_reached(tmp_path, abi):
    outcomes = tried(tmp_path, ATTEMPTS, str(abi))
    assert {name for name, outcome in outcomes.items() if outcome == ""} == set()
    assert (tmp_path / "in.txt").read_text(encoding="utf-8") == "in"


def test_what_reading_needs_is_allowed(tmp_path):
    assert set(tried(tmp_path, ALLOWED).values()) == {""}


@pytest.mark.skipif(
    os.geteuid() != 0, reason="the tests run without privileges: the test above shows the same"
)
def test_a_user_without_privileges_is_confined_as_well(tmp_path):
    python = "/usr/bin/python3"
    if not Path(python).exists():
        pytest.skip("no Python that every user may start")
    for place in (tmp_path, *tmp_path.parents):
        if place.stat().st_uid == 0 and not place.stat().st_mode & 0o1000:
            place.chmod(place.stat().st_mode | 0o055)
    module = tmp_path / "confinement.py"
    module.write_bytes(MODULE.read_bytes())
    module.chmod(0o644)
    (tmp_path / "out").mkdir()
    os.chown(tmp_path / "out", 65534, 65534)
    (tmp_path / "out").chmod(0o777)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(globals(), "MODULE", module)
        options = {"python": python, "user": 65534, "group": 65534, "extra_groups": ()}
        outcomes = tried(tmp_path, ATTEMPTS, **options)
        allowed = tried(
            tmp_path, {"the source": ALLOWED["the source"], "the answer": ALLOWED["the answer"]}, **options
        )
    assert {name for name, outcome in outcomes.items() if outcome == ""} == set()
    assert set(allowed.values()) == {""}


def test_endless_work_ends(tmp_path):
    ended = confined(tmp_path, "while True: pass", cpu_s=1)
    assert ended.returncode < 0


def test_both_machines_have_a_number_for_each_call_that_exists_there():
    """A wrong number would refuse another call: none stands twice, and the filter fits the kernel's limit."""
    for place, machine in enumerate(confinement._AUDIT_ARCH):
        numbers = [both[place] for both in confinement._REFUSED.values() if both[place] is not None]
        assert len(numbers) == len(set(numbers)), machine
        assert len(confinement._filter(machine)) // 8 < 4096
