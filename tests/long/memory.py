"""Memory of processes, without counting what they share twice."""

from pathlib import Path


def megabytes(pid: int) -> float:
    """The proportional set size of a process and all below it."""
    return sum(_own(each) for each in {pid, *_below(pid)}) / 1024


def _below(pid: int) -> set[int]:
    found: set[int] = set()
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, children.read_text().split()):
            found |= {child, *_below(child)}
    return found


def _own(pid: int) -> int:
    """Kilobytes of one process, its share of what several use; 0 once it is gone."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
