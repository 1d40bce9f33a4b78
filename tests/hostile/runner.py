"""Run hostile cases, watch what they reach, and print a table: python tests/hostile/runner.py [--only TEXT].

Watched from outside of the process that imports: a file that nobody may open, an address that nobody may
contact, the seconds and the memory of each case.
"""

import ctypes
import json
import os
import queue
import socket
import subprocess
import sys
import threading
import time
import types
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.modules["tests"] = types.ModuleType("tests")
    sys.modules["tests"].__path__ = [str(ROOT / "tests")]

from tests.hostile.corpus import Case, cases  # noqa: E402 - the path is set above

LONGEST_S, MOST_MB = 10.0, 1024.0
TOO_SLOW = f"over {LONGEST_S:.0f} s"
TOO_MUCH_WORK = f"over {LONGEST_S:.0f} s on a core"
_PATIENCE_S = 60.0
_SAMPLED_S = 0.02
_IN_ACCESS, _IN_OPEN = 0x1, 0x20
_TOKEN = "canary-7f3a"  # noqa: S105 - stands in the file that nobody may read


@dataclass
class Result:
    """What came of one case."""

    case: Case
    outcome: str
    faults: list[str] = field(default_factory=list)
    said: str = ""
    seconds: float = 0.0
    cpu_s: float = 0.0
    peak_mb: float = 0.0


class Canary:
    """A file outside, of whose opening the kernel tells."""

    def __init__(self, path: Path) -> None:
        path.write_text("tonttitunn,x,y\n" + f"{_TOKEN},305000,7087000\n" * 24, encoding="utf-8")
        self.path = path
        libc = ctypes.CDLL(None, use_errno=True)
        self._handle = libc.inotify_init1(os.O_NONBLOCK)
        assert libc.inotify_add_watch(self._handle, bytes(path), _IN_ACCESS | _IN_OPEN) >= 0

    def was_opened(self) -> bool:
        """Return whether anybody opened it since this was last asked."""
        with suppress(BlockingIOError):
            return bool(os.read(self._handle, 65_536))
        return False

    def close(self) -> None:
        """End the watch."""
        os.close(self._handle)


class Listener:
    """An address that counts who contacts it."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._calls = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            self._calls += 1
            client.close()

    def was_contacted(self) -> bool:
        """Return whether anybody contacted it since this was last asked."""
        calls, self._calls = self._calls, 0
        return calls > 0

    def close(self) -> None:
        """Listen no more."""
        self._socket.close()


class Runner:
    """Runs cases in a process that is started anew when one hangs."""

    def __init__(self, place: Path) -> None:
        (place / "outside").mkdir()
        (place / "work").mkdir()
        self._place = place / "work"
        self._canary = Canary(place / "outside" / "canary.csv")
        self._listener = Listener()
        self._server: subprocess.Popen[str] | None = None
        self._answers: queue.Queue[str] = queue.Queue()

    def _started(self) -> subprocess.Popen[str]:
        if self._server is None or self._server.poll() is not None:
            script = [sys.executable, Path(__file__).with_name("case_server.py")]
            with (self._place / "errors.txt").open("w") as errors:
                self._server = subprocess.Popen(
                    [*script, self._place, self._canary.path, self._listener.address],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(self._place)},
                    cwd=ROOT,
                    text=True,
                    start_new_session=True,
                )
            self._answers = queue.Queue()
            threading.Thread(target=_pass_on, args=(self._server.stdout, self._answers), daemon=True).start()
            self._answers.get(timeout=_PATIENCE_S)
        return self._server

    def run(self, case: Case) -> Result:
        """Return what comes of a case."""
        server = self._started()
        self._canary.was_opened()
        self._listener.was_contacted()
        server.stdin.write(json.dumps(case.name) + "\n")
        server.stdin.flush()
        with _memory_of(server.pid) as peak:
            try:
                answer = self._answers.get(timeout=_PATIENCE_S)
            except queue.Empty:
                answer = ""
        if not answer:
            said = (self._place / "errors.txt").read_text(encoding="utf-8")[-1500:]
            self._end()
            table = {
                "outcome": "hang",
                "faults": ["no answer"],
                "said": said,
                "seconds": _PATIENCE_S,
                "cpu_s": 0,
                "peak_mb": 0,
            }
        else:
            table = json.loads(answer)
        result = Result(case, **table)
        result.peak_mb = max(result.peak_mb, *peak)
        result.faults += self._seen(result)
        return result

    def _seen(self, result: Result) -> list[str]:
        found = {
            "read outside: a file was opened": self._canary.was_opened(),
            "request": self._listener.was_contacted(),
            TOO_SLOW: result.seconds > LONGEST_S,
            TOO_MUCH_WORK: result.cpu_s > LONGEST_S,
            f"over {MOST_MB:.0f} MB": result.peak_mb > MOST_MB,
            "a file outside": any(self._place.parent.glob("evil*")) or any(self._place.glob("evil*")),
        }
        return [what for what, is_so in found.items() if is_so]

    def _end(self) -> None:
        if self._server is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._server.pid, 9)
            self._server.communicate()
            self._server = None

    def close(self) -> None:
        """End the process and the watches."""
        self._end()
        self._canary.close()
        self._listener.close()


def _pass_on(lines, answers) -> None:
    for line in lines:
        answers.put(line)
    # The process has ended: nobody waits longer.
    answers.put("")


@contextmanager
def _memory_of(pid: int):
    """Give a list that holds the largest memory (MB) of the process and of what it started."""
    peak, is_over = [0.0], threading.Event()

    def look() -> None:
        while not is_over.wait(_SAMPLED_S):
            peak[0] = max(peak[0], *map(_resident_mb, _family(pid)), 0.0)

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        is_over.set()
        thread.join()


def _family(pid: int) -> list[int]:
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        with suppress(OSError):
            for task in Path(f"/proc/{one}/task").iterdir():
                waiting += map(int, (task / "children").read_text(encoding="ascii").split())
    return found


def _resident_mb(pid: int) -> float:
    with suppress(OSError, IndexError, ValueError):
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * 4096 / 1e6
    return 0.0


@contextmanager
def running():
    """Give a runner in a folder that goes away."""
    with TemporaryDirectory(prefix="hostile-") as folder:
        runner = Runner(Path(folder))
        try:
            yield runner
        finally:
            runner.close()


def main() -> int:
    """Run all cases, or those whose name holds a text, and print what came of them."""
    only = sys.argv[sys.argv.index("--only") + 1] if "--only" in sys.argv else ""
    chosen = [case for case in cases() if only in case.name]
    started = time.monotonic()
    with running() as runner:
        results = [runner.run(case) for case in chosen]
    _print(results, time.monotonic() - started)
    return 1 if any(result.faults for result in results) else 0


def _print(results: list[Result], seconds: float) -> None:
    print("family        cases  refused  imported  faults  longest s  on a core  peak MB")
    families: dict[str, list[Result]] = {}
    for result in results:
        families.setdefault(result.case.group, []).append(result)
    for family, some in [*families.items(), ("all", results)]:
        counted = Counter(result.outcome for result in some)
        faults = sum(bool(result.faults) for result in some)
        longest, cpu, peak = (
            max(getattr(one, name) for one in some) for name in ("seconds", "cpu_s", "peak_mb")
        )
        print(
            f"{family:12} {len(some):6} {counted['refused']:8} {counted['imported']:9} {faults:7} "
            f"{longest:10.1f} {cpu:10.1f} {peak:8.0f}"
        )
    for result in results:
        for fault in result.faults:
            print(f"FAULT {result.case.name}: {fault}")
            if result.outcome == "traceback":
                print("    " + " | ".join(result.said.strip().splitlines()[-3:]))
    print(f"{len(results)} cases in {seconds:.0f} s")


if __name__ == "__main__":
    sys.exit(main())
