"""The child's side: limits itself first, then looks at one file. Run with `python -m`, never imported by
the application; it imports the heavy libraries, and only those the file needs.
"""

import ctypes
import errno
import importlib
import json
import os
import resource
import signal
import sys
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ilc.core.screening import kinds
from ilc.core.screening.outcome import Limits, Refusal, Work
from ilc.core.screening.run import NOT_THE_FILE, TOO_HARD

BROKEN = (
    "This file cannot be read: it is damaged or incomplete. Open it on your device, save or export it again, "
    "and add the new copy."
)
_OUR_TROUBLE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE}
_PR_SET_PDEATHSIG = 1
_MODULES = {
    "image": "images",
    "pdf": "pdfs",
    "docx": "office",
    "pptx": "office",
    "odt": "odt",
    "video": "films",
}


def limit_myself(limits: Limits, parent: int) -> None:
    """The kernel's limits, and an end with the parent: a killed worker leaves no child behind."""
    for what, soft, hard in (
        (resource.RLIMIT_AS, limits.memory, limits.memory),
        (resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 2),
        (resource.RLIMIT_FSIZE, limits.output_bytes, limits.output_bytes),
        (resource.RLIMIT_NOFILE, 64, 64),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        resource.setrlimit(what, (soft, hard))
    signal.alarm(limits.wall_seconds + 5)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            sys.exit(NOT_THE_FILE)


def peak_memory() -> int:
    """The most memory this process ever used, in bytes; 0 where /proc is missing.

    Not ru_maxrss: that starts with what the parent had in use.
    """
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")), 0)


def clean(source: Path, name: str, work: Work) -> None:
    """Recognises the file and hands it to the one cleaner for its kind."""
    kind = kinds.recognise(source)
    work.kind = kinds.FAMILY.get(kind, kind)
    kinds.check_name(kind, name)
    if work.kind == "video" and not work.limits.film_bytes:
        raise Refusal(
            "not-allowed", "Films cannot be added here. Put the film where it can be seen, and add a link."
        )
    kinds.check_single(source, kind)
    module = _MODULES[work.kind]
    cleaner: Callable[[Path, str, Work], None] = importlib.import_module(f"{__package__}.{module}").clean
    cleaner(source, kind, work)


def answer(source: Path, name: str, work: Work) -> dict[str, Any]:
    """What the parent gets to read. A surprise is put down to the file, unless it is clearly ours."""
    try:
        clean(source, name, work)
    except Refusal as refusal:
        return {"accepted": False, "kind": work.kind, "code": refusal.code, "message": refusal.message}
    except MemoryError:
        return {"accepted": False, "kind": work.kind, "code": "too-hard", "message": TOO_HARD}
    except ImportError:
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _OUR_TROUBLE:
            raise
        code, message = ("too-hard", TOO_HARD) if _too_big(error) else ("broken", BROKEN)
        traceback.print_exc()
        return {"accepted": False, "kind": work.kind, "code": code, "message": message}
    fields = ("kind", "name", "media_type", "previews", "pages", "width", "height", "removed", "text")
    return {"accepted": True, **{field: getattr(work, field) for field in fields}}


def _too_big(error: Exception) -> bool:
    return isinstance(error, OSError) and error.errno in (errno.EFBIG, errno.ENOMEM)


def main() -> None:
    job = json.load(sys.stdin)
    limits = Limits(**job["limits"])
    limit_myself(limits, int(sys.argv[1]))
    warnings.simplefilter("ignore")
    folder = Path(job["folder"])
    work = Work(folder=folder, limits=limits)
    found = {**answer(Path(job["source"]), job["name"], work), "memory": peak_memory()}
    (folder / "result.json").write_text(json.dumps(found))


if __name__ == "__main__":
    try:
        main()
    except Exception:
        traceback.print_exc()
        sys.exit(NOT_THE_FILE)
