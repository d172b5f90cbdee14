"""The memory of running processes, shared pages counted once."""

from collections.abc import Iterable
from pathlib import Path


def of_tree(pids: Iterable[int]) -> float:
    """Megabytes of these processes and all their descendants (proportional set size)."""
    return sum(_pss(pid) for pid in _descendants(set(pids))) / 1024


def _descendants(pids: set[int]) -> set[int]:
    parents = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parents[int(folder.name)] = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
    found = set(pids)
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
