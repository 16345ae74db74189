"""The benchmark as a whole: start everybody, hold the rounds of each work, write the tables."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.results import Section
from benchmarks.speed import environment, tables
from benchmarks.speed.contestants import CONTESTANTS
from benchmarks.speed.process import Process, Unavailable
from benchmarks.speed.rounds import Found, hold
from benchmarks.speed.works import WORKS, Work


def section() -> Section:
    """Measure everything; some five minutes."""
    absent: dict[str, str] = {}
    versions: dict[str, str] = {}
    processes = _start(absent, versions)
    try:
        found = [_held(work, processes) for work in WORKS]
    finally:
        for process in processes.values():
            process.close()
    return tables.section(found, absent, versions)


def _start(absent: dict[str, str], versions: dict[str, str]) -> dict[str, Process]:
    """A process for each contestant that can take part; why the others cannot."""
    try:
        peers = environment.python()
    except Unavailable as reason:
        peers = None
        absent.update({c.name: str(reason) for c in CONTESTANTS if not c.ours})
    started: dict[str, Process] = {}
    for contestant in CONTESTANTS:
        python = Path(sys.executable) if contestant.ours else peers
        if python is not None:
            started[contestant.name] = Process(contestant, python)
    for name, process in list(started.items()):
        try:
            versions.update(process.answer()["versions"])
        except Unavailable as reason:
            absent[name] = str(reason)
            del started[name]
    return started


def _held(work: Work, processes: dict[str, Process]) -> Found:
    print(f"{work.title} …", flush=True)
    return hold(work, CONTESTANTS, processes)
