"""Asks mscourse and pymsprog the same made-up questions, and says where and why their answers differ.

`make parity`, or `python tests/parity/run.py --peer PYTHON` with the Python of an environment that holds
`requirements-parity.txt`. Ends with 1 if a disagreement has no known reason.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import json
import multiprocessing
import operator
import secrets
import select
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from parity.calls import draw  # noqa: E402 - the folder has to be known first
from parity.comparing import Answer, differences, said  # noqa: E402
from parity.explaining import Reason, Tools, reasons  # noqa: E402
from parity.ours import ask_mscourse  # noqa: E402
from parity.page import write_page  # noqa: E402
from parity.peer import LIMIT, Call  # noqa: E402

SHOWN = 12


class Peer:
    """pymsprog in a process of its own, asked one call at a time."""

    def __init__(self, python: str) -> None:
        self.python = python
        self.process: subprocess.Popen[str] | None = None

    def ask(self, call: Call) -> Answer:
        """pymsprog's answer; a process that does not answer is given up."""
        self.send(call)
        return self.receive()

    def send(self, call: Call) -> None:
        """Hand the call over without waiting."""
        if self.process is None:
            command = [self.python, str(HERE / "peer.py")]
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        print(json.dumps(call), file=self.process.stdin, flush=True)

    def receive(self) -> Answer:
        """The answer to the call handed over last."""
        stream = self.process.stdout if self.process else None
        waited = select.select([stream], [], [], 2 * LIMIT)[0] if stream else []
        line = stream.readline() if stream and waited else ""
        if not line:
            self.close()
            return {"error": "TooLongError", "message": "pymsprog ended, or did not answer"}
        answered: Answer = json.loads(line)
        return answered

    def close(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None


@dataclass
class Tally:
    """What has been counted: calls by function, agreements, and the reasons of disagreements."""

    calls: Counter[str] = field(default_factory=Counter)
    agreeing: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    differing: Counter[str] = field(default_factory=Counter)
    explained: Counter[tuple[str, str]] = field(default_factory=Counter)
    unexplained: list[str] = field(default_factory=list)
    patients: int = 0

    def reasons(self, function: str) -> list[tuple[str, int]]:
        """The reasons found for one function, the most frequent first."""
        return [(name, count) for (of, name), count in self.explained.most_common() if of == function]


def total(tallies: list[Tally]) -> Tally:
    """All of them together."""
    parts: dict[str, list[Any]] = {one.name: [getattr(tally, one.name) for tally in tallies] for one in fields(Tally)}
    return Tally(**{name: functools.reduce(operator.add, counted) for name, counted in parts.items()})


def compare_all(python: str, seed: int, calls: int, jobs: int) -> Tally:
    """The calls of a seed, shared among processes."""
    shares = [(python, seed, range(job, calls, jobs)) for job in range(jobs)]
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as pool:
        return total(list(pool.map(compare_share, *zip(*shares, strict=True))))


def compare_share(python: str, seed: int, numbers: Iterable[int]) -> Tally:
    """The calls of these numbers, with a pymsprog of its own."""
    with contextlib.closing(Peer(python)) as peer:
        return compare(seed, numbers, Tools(ask_mscourse, peer.ask), peer)


def compare(seed: int, numbers: Iterable[int], tools: Tools, peer: Peer) -> Tally:
    """The calls of these numbers, both answers compared."""
    tally = Tally()
    for number in numbers:
        call = draw(seed, number)
        peer.send(call)
        mine = tools.mine(call)
        theirs = peer.receive()
        function = call["function"]
        tally.calls[function] += 1
        tally.patients += len(set(call.get("visits", {"id": []})["id"]))
        if not differences(mine, theirs):
            tally.agreeing[function] += 1
            if "error" in mine:
                tally.refused[function] += 1
                tally.refusals[f"{function}: {mine['message'][:70]!r}, pymsprog {theirs['error']}"] += 1
            continue
        found = reasons(call, mine, theirs, tools)
        tally.explained.update({(function, name) for reason in found for name in reason.names})
        unexplained = [reason for reason in found if not reason.names]
        tally.differing[function] += not unexplained
        if unexplained:
            tally.unexplained.append(f"{seed}:{number}")
            say_unexplained(f"{seed}:{number}", unexplained[0], tools)
    return tally


def say_unexplained(where: str, reason: Reason, tools: Tools) -> None:
    """Print the call's name and what one subject's answer differs in."""
    say(f"unexplained: {where} {reason.case['function']}")
    for difference in differences(tools.mine(reason.case), tools.peer(reason.case))[:4]:
        say(f"    {difference}")


def say_tally(tally: Tally) -> None:
    """Print the counts."""
    say("")
    for function, calls in tally.calls.items():
        refused = f"({tally.refused[function]} refused by both)" if tally.refused[function] else ""
        say(f"{function:<16} {calls:6} calls, {tally.agreeing[function]:6} agree {refused}")
        for name, count in tally.reasons(function):
            say(f"{'':<16} {count:6} {name}")
    for what, count in tally.refusals.most_common(SHOWN):
        say(f"refused by both {count:6} {what}")
    say(f"\nunexplained: {len(tally.unexplained)} calls {' '.join(tally.unexplained[:SHOWN])}")


def show(where: str, tools: Tools) -> None:
    """Print one call, both answers, and the reasons, subject by subject."""
    seed, number = (int(part) for part in where.split(":"))
    call = draw(seed, number)
    mine, theirs = tools.mine(call), tools.peer(call)
    say(f"{call['function']} {json.dumps(call['arguments'])}")
    say(f"mscourse: {said(mine)}; pymsprog: {said(theirs)}; {len(differences(mine, theirs))} differences")
    for reason in reasons(call, mine, theirs, tools) if differences(mine, theirs) else []:
        show_case(reason, tools)


def show_case(reason: Reason, tools: Tools) -> None:
    """Print one subject's records and both answers side by side."""
    case = reason.case
    say(f"\n--- {', and '.join(reason.names) or 'UNEXPLAINED'}")
    for table in ("visits", "relapses"):
        say(f"{table}: {json.dumps(case.get(table))}")
    mine, theirs = tools.mine(case), tools.peer(case)
    for difference in differences(mine, theirs):
        say(f"    {difference}")
    for name, answer in (("mscourse", mine), ("pymsprog", theirs)):
        say(f"{name}: {said(answer)}")
        for part, listed in answer.get("parts", {}).items():
            for row in listed:
                say(f"    {part}: {json.dumps(row)}")


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def versions(python: str) -> dict[str, str]:
    """The versions of what was asked, here and there."""
    asked = "import json, sys, importlib.metadata as m; print(json.dumps({p: m.version(p) for p in sys.argv[1:]}))"
    found = {}
    sides = {python: ("pymsprog", "pandas", "numpy"), sys.executable: ("mscourse", "polars", "numba")}
    for command, packages in sides.items():
        done = subprocess.run([command, "-c", asked, *packages], check=True, capture_output=True, text=True)
        found.update(json.loads(done.stdout))
    return found


def main() -> int:
    """Compare, print, and say by the exit code whether everything is explained."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peer", required=True, help="the Python of an environment with pymsprog")
    parser.add_argument("--calls", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=None, help="drawn if not given, and printed")
    parser.add_argument("--jobs", type=int, default=2, help="processes that share the calls")
    parser.add_argument("--call", metavar="SEED:NUMBER", help="show one call with both answers")
    parser.add_argument("--write", action="store_true", help="write the page of the documentation")
    asked: Any = parser.parse_args()
    seed = secrets.randbelow(1_000_000) if asked.seed is None else asked.seed
    if asked.call:
        with contextlib.closing(Peer(asked.peer)) as peer:
            show(asked.call, Tools(ask_mscourse, peer.ask))
        return 0
    say(f"seed {seed}, {asked.calls} calls")
    tally = compare_all(asked.peer, seed, asked.calls, asked.jobs)
    say_tally(tally)
    if asked.write:
        say(str(write_page(tally, seed, versions(asked.peer))))
    return 1 if tally.unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
