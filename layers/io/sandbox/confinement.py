"""Confine this process before it reads a file of a stranger: what the kernel then refuses, no driver can do.

Landlock limits which files can be opened, seccomp which system calls can be made, rlimits how much memory and
time is spent. All three hold until the process ends, and none needs privileges. The kernel's interface is
stable and small, so it is called directly: the packages on PyPI are young or need libseccomp.so.
"""

import ctypes
import os
import platform
import struct
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# --- Numbers of the Linux kernel: include/uapi/linux/{landlock,seccomp,prctl,audit}.h ---
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _PR_SET_DUMPABLE, _PR_SET_PDEATHSIG = 38, 22, 4, 1
_SECCOMP_MODE_FILTER = 2
_RET_KILL, _RET_ERRNO, _RET_ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
_EPERM, _ENOSYS, _SIGKILL = 1, 38, 9
_LD_ABS, _JEQ, _JGE, _JSET, _RET = 0x20, 0x15, 0x35, 0x45, 0x06
_CLONE_THREAD = 0x00010000
_X32_BIT = 0x40000000
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_LANDLOCK_VERSION, _PATH_BENEATH = 1, 1
_CAPSET, _CAPABILITY_VERSION_3 = {"x86_64": 126, "aarch64": 91}, 0x20080522

_READ_FILE, _READ_DIR, _WRITE_FILE = 1 << 2, 1 << 3, 1 << 1
_REMOVE_DIR, _REMOVE_FILE, _MAKE_DIR, _MAKE_FILE, _TRUNCATE = 1 << 4, 1 << 5, 1 << 7, 1 << 8, 1 << 14
# Rights on files by the version of Landlock in which they came: what the kernel knows is all refused.
_RIGHTS_BY_ABI = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
_NET_ABI, _SCOPE_ABI = 4, 6
_LEAST_ABI = 2

# System calls that a reader of files never needs and an attacker does: numbers on x86-64 and on 64-bit ARM.
# Refused with EPERM, so that a driver that tries ends in an error and not in a crash. `clone3` is said to be
# unknown instead: the C library then uses `clone`, whose flags tell a thread from a process.
_REFUSED_TABLE = """
# network
socket 41 198   socketpair 53 199   connect 42 203   bind 49 200   listen 50 201   accept 43 202
accept4 288 242   sendto 44 206   sendmsg 46 211   sendmmsg 307 269   recvmsg 47 212   recvmmsg 299 243
# what does the same past this list
io_uring_setup 425 425   io_uring_enter 426 426   io_uring_register 427 427
# programs and other processes
execve 59 221   execveat 322 281   fork 57 -   vfork 58 -   kill 62 129   tkill 200 130   tgkill 234 131
rt_tgsigqueueinfo 297 240
rt_sigqueueinfo 129 138   ptrace 101 117   process_vm_readv 310 270   process_vm_writev 311 271
kcmp 312 272   pidfd_open 434 434   pidfd_getfd 438 438   pidfd_send_signal 424 424   prlimit64 302 261
setrlimit 160 164   process_madvise 440 440
# memory and messages shared with other processes
shmget 29 194   shmat 30 196   semget 64 190   msgget 68 186   mq_open 240 180   memfd_create 319 279
# changes of files that Landlock does not see
chmod 90 -   fchmod 91 52   fchmodat 268 53   fchmodat2 452 452   chown 92 -   fchown 93 55   lchown 94 -
fchownat 260 54   setxattr 188 5   lsetxattr 189 6   fsetxattr 190 7   removexattr 197 14
lremovexattr 198 15   fremovexattr 199 16   utime 132 -   utimes 235 -   futimesat 261 -
utimensat 280 88   truncate 76 45   mknod 133 -   mknodat 259 33   open_by_handle_at 304 265
# the machine, and parts of the kernel with many faults
mount 165 40   umount2 166 39   pivot_root 155 41   chroot 161 51   unshare 272 97   setns 308 268
open_tree 428 428   move_mount 429 429   fsopen 430 430   fsmount 432 432   mount_setattr 442 442
swapon 167 224   bpf 321 280   perf_event_open 298 241   userfaultfd 323 282   reboot 169 142
keyctl 250 219   add_key 248 217   request_key 249 218   kexec_load 246 104   init_module 175 105
finit_module 313 273   delete_module 176 106   setuid 105 146   setgid 106 144   setgroups 116 159
settimeofday 164 170   capset 126 91   personality 135 92   acct 163 89   quotactl 179 60
"""
_REFUSED: Mapping[str, tuple[int, int | None]] = {
    name: (int(on_x86), None if on_arm == "-" else int(on_arm))
    for line in _REFUSED_TABLE.splitlines()
    if not line.startswith("#")
    for name, on_x86, on_arm in map(str.split, filter(None, line.split("   ")))
}
_CLONE, _CLONE3 = {"x86_64": 56, "aarch64": 220}, 435
_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}


@dataclass(frozen=True)
class Limits:
    """How much a process may use: memory beyond what it has, time on a core, size of what it writes."""

    memory_bytes: int
    cpu_s: int
    written_bytes: int


@dataclass(frozen=True)
class Paths:
    """What a confined process may open: files and folders to read, and the one folder to write in."""

    read: tuple[Path, ...]
    write: Path


def landlock_abi() -> int:
    """Return the version of Landlock that the kernel offers, 0 where there is none."""
    if sys.platform != "linux" or platform.machine() not in _AUDIT_ARCH or sys.maxsize < 1 << 32:
        return 0
    return max(0, _syscall(_LANDLOCK_CREATE, None, 0, _LANDLOCK_VERSION))


def is_confinement_available() -> bool:
    """Return whether a reader can be confined here: Linux 5.19 or newer with Landlock switched on."""
    return landlock_abi() >= _LEAST_ABI


def confine(paths: Paths, limits: Limits) -> None:
    """Confine this process for the rest of its life; threads that it starts later are confined as well.

    Raises
    ------
    OSError
        If the kernel refuses: then nothing may be read.
    """
    limit_use(limits)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    # Other processes of the same user can neither read its memory nor does it leave a core file.
    _prctl(_PR_SET_DUMPABLE, 0)
    _drop_capabilities()
    _restrict_files(paths)
    _restrict_calls()


def limit_use(limits: Limits) -> None:
    """Limit memory, time and written bytes; also where files and calls cannot be limited."""
    import resource  # Windows has none

    _set_limit(resource.RLIMIT_CORE, 0)
    _set_limit(resource.RLIMIT_FSIZE, limits.written_bytes)
    _set_limit(resource.RLIMIT_NOFILE, 256)
    _set_limit(resource.RLIMIT_CPU, limits.cpu_s)
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        _set_limit(resource.RLIMIT_AS, pages * resource.getpagesize() + limits.memory_bytes)


def end_with_parent() -> None:
    """Have the kernel kill this process when the one that started it ends."""
    if sys.platform == "linux":
        _prctl(_PR_SET_PDEATHSIG, _SIGKILL)


def _set_limit(kind_n: int, most_n: int) -> None:
    import resource

    _soft, hard = resource.getrlimit(kind_n)
    most_n = most_n if hard == resource.RLIM_INFINITY else min(most_n, hard)
    # SIGXCPU at the soft limit, SIGKILL a second later: both end the process.
    hard = most_n + 1 if kind_n == resource.RLIMIT_CPU and hard == resource.RLIM_INFINITY else most_n
    resource.setrlimit(kind_n, (most_n, hard))


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _syscall(call_n: int, *arguments: object) -> int:
    call = _libc().syscall
    call.restype = ctypes.c_long
    return int(call(ctypes.c_long(call_n), *arguments))


def _checked(answer_n: int, what: str) -> int:
    if answer_n < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return answer_n


def _prctl(option_n: int, value_n: int, more: object = 0) -> None:
    zero = ctypes.c_ulong(0)
    _checked(_libc().prctl(option_n, ctypes.c_ulong(value_n), more, zero, zero), f"prctl {option_n}")


def _drop_capabilities() -> None:
    """Give up what root may do beyond its own files; a process of another user has nothing to give up."""
    head = ctypes.create_string_buffer(struct.pack("=Ii", _CAPABILITY_VERSION_3, 0))
    none = ctypes.create_string_buffer(bytes(24))
    _checked(_syscall(_CAPSET[platform.machine()], head, none), "capset")


def _restrict_files(paths: Paths) -> None:
    abi = landlock_abi()
    if abi < _LEAST_ABI:
        raise OSError(_ENOSYS, "Landlock is not available")
    handled = _RIGHTS_BY_ABI[max(version for version in _RIGHTS_BY_ABI if version <= abi)]
    network = 3 if abi >= _NET_ABI else 0
    scopes = 3 if abi >= _SCOPE_ABI else 0
    attributes = struct.pack("=QQQ", handled, network, scopes)[: 8 * (1 + bool(network) + bool(scopes))]
    rules = _checked(
        _syscall(
            _LANDLOCK_CREATE, ctypes.create_string_buffer(attributes, len(attributes)), len(attributes), 0
        ),
        "landlock_create_ruleset",
    )
    try:
        for path in paths.read:
            _allow(rules, path, _READ_FILE | _READ_DIR)
        written = _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_FILE | _TRUNCATE
        _allow(rules, paths.write, (_READ_FILE | _READ_DIR | written) & handled)
        _allow(rules, Path("/dev/null"), _READ_FILE | _WRITE_FILE)
        _checked(_syscall(_LANDLOCK_RESTRICT, rules, 0), "landlock_restrict_self")
    finally:
        os.close(rules)


def _allow(rules_n: int, path: Path, rights_n: int) -> None:
    """Allow rights_n on a folder and all below it, or on a file; what is not there needs no right."""
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not path.is_dir():
            rights_n &= _READ_FILE | _WRITE_FILE | _TRUNCATE
        rule = ctypes.create_string_buffer(struct.pack("=Qi", rights_n, opened), 12)
        _checked(_syscall(_LANDLOCK_ADD, rules_n, _PATH_BENEATH, rule, 0), f"landlock_add_rule {path}")
    finally:
        os.close(opened)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_void_p))


def _restrict_calls() -> None:
    code = _filter(platform.machine())
    buffer = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.addressof(buffer))
    _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program))


def _filter(machine: str) -> bytes:
    """Return the seccomp program: a struct sock_filter (code, jump if true, jump if false, value) a line."""
    place = tuple(_AUDIT_ARCH).index(machine)
    refused = sorted(number for both in _REFUSED.values() if (number := both[place]) is not None)
    lines: list[tuple[int, int, int, int]] = [
        (_LD_ABS, 0, 0, 4),  # the machine for which the call is made
        (_JEQ, 1, 0, _AUDIT_ARCH[machine]),
        (_RET, 0, 0, _RET_KILL),
        (_LD_ABS, 0, 0, 0),  # the number of the call
    ]
    if machine == "x86_64":
        # Calls of the x32 interface have other numbers: none of them is needed.
        lines += [(_JGE, 0, 1, _X32_BIT), (_RET, 0, 0, _RET_KILL)]
    for number in refused:
        lines += [(_JEQ, 0, 1, number), (_RET, 0, 0, _RET_ERRNO | _EPERM)]
    lines += [(_JEQ, 0, 1, _CLONE3), (_RET, 0, 0, _RET_ERRNO | _ENOSYS)]
    lines += [
        (_JEQ, 0, 3, _CLONE[machine]),
        (_LD_ABS, 0, 0, 16),  # the low half of its first argument: the flags
        (_JSET, 1, 0, _CLONE_THREAD),
        (_RET, 0, 0, _RET_ERRNO | _EPERM),
        (_RET, 0, 0, _RET_ALLOW),
    ]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def system_paths(extra: Sequence[Path] = ()) -> tuple[Path, ...]:
    """Return what Python, its packages and the C library read while they run; nothing of a user's."""
    site = [
        Path(place) for place in sys.path if place and Path(place).name in {"site-packages", "dist-packages"}
    ]
    standard = [Path(os.__file__).parent, Path(sys.base_prefix) / "lib"]
    system = [
        Path(place) for place in ("/usr/lib", "/lib", "/lib64", "/etc/ld.so.cache", "/usr/share/zoneinfo")
    ]
    devices = [Path("/dev/urandom"), Path("/proc/self/statm"), Path("/sys/devices/system/cpu/online")]
    return (*site, *standard, *system, *devices, *extra)
