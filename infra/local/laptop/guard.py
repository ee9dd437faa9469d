"""Outlives the laptop cloud by a moment and ends whatever it left behind.

Run as a script, with the cloud's mark and its scratch folder.

PR_SET_PDEATHSIG is not enough for us: it fires when the *thread* that forked ends, and does not reach grandchildren.
The guard reads process groups ("+123", "-123") from its standard input; when the cloud dies in any way, SIGKILL
included, the pipe closes and the guard kills every group still listed, and every process that carries the mark. Then it
removes the scratch folder.
"""

import os
import shutil
import signal
import sys
import time
from pathlib import Path

MARK_VARIABLE = "LAPTOP_CLOUD"


def marked_processes(mark: str) -> list[int]:
    """Pids of living processes (not ourselves) that carry this cloud's mark; empty where /proc is missing."""
    wanted = f"{MARK_VARIABLE}={mark}".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (entry / "environ").read_bytes().split(b"\0") and int(entry.name) != os.getpid():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def kill_marked(mark: str) -> None:
    """Kills processes carrying the mark until none is left (a dying parent may still be forking), for 2 s at most."""
    for _ in range(40):
        found = marked_processes(mark)
        if not found:
            return
        for pid in found:
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                continue
        time.sleep(0.05)


def main() -> None:
    """Reads groups until the pipe closes, then ends them."""
    groups: set[int] = set()
    for line in sys.stdin:
        groups.add(int(line)) if line[0] == "+" else groups.discard(-int(line))
    for group in groups:
        try:
            os.killpg(group, signal.SIGKILL)
        except OSError:
            continue
    kill_marked(sys.argv[1])
    shutil.rmtree(sys.argv[2], ignore_errors=True)


if __name__ == "__main__":
    main()
