"""Runs commands side by side and compares them; the only numbers that leave are ratios."""

import statistics
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, Optional


class CommandFailed(Exception):
    """A command that had to work did not."""


@dataclass(frozen=True)
class Sample:
    """One run: seconds, seconds of CPU, bytes."""

    wall: float
    cpu: float
    memory: int


@dataclass
class Call:
    """A command line with what it runs in."""

    words: list
    folder: Path
    variables: dict = field(default_factory=dict)
    input: Path = Path("/dev/null")


@dataclass
class Contender:
    """Something measured: `prepare` is not, and gives the call of one round."""

    name: str
    prepare: Callable[[int], Call]
    samples: list = field(default_factory=list)

    @property
    def minimum(self):
        return min(sample.wall for sample in self.samples)

    @property
    def median(self):
        return statistics.median(sample.wall for sample in self.samples)

    @property
    def cpu(self):
        """What other jobs of the machine change least."""
        return min(sample.cpu for sample in self.samples)


class Meter:
    """Measures through the small program `measure`, in an environment of its own."""

    def __init__(self, program, folder, variables):
        self.program = program
        self.folder = folder
        self.variables = variables

    def run(self, call):
        """One measured run; a command that fails ends everything with what it said."""
        result = self.folder / "result"
        log = self.folder / "log"
        with open(log, "wb") as output:
            subprocess.run(
                [self.program, result, call.input, *map(str, call.words)],
                cwd=call.folder,
                env=self.variables | call.variables,
                stdout=output,
                stderr=output,
                check=True,
            )
        wall, cpu, memory, status = map(int, result.read_text().split())
        if status != 0:
            words = " ".join(map(str, call.words))
            said = log.read_text(errors="replace")[-2000:]
            raise CommandFailed(f"`{words}` ended with {status}:\n{said}")
        return Sample(wall / 1e9, cpu / 1e6, memory * 1024)

    def compare(self, contenders, rounds):
        """Runs all contenders in each round, every round beginning with another one."""
        for index in range(rounds):
            turn = index % len(contenders)
            for contender in contenders[turn:] + contenders[:turn]:
                contender.samples.append(self.run(contender.prepare(index)))


@dataclass
class Row:
    """One line of the table."""

    what: str
    against: str
    minimum: float
    median: float
    cpu: Optional[float] = None
    budget: Optional[str] = None
    share: Optional[float] = None

    @property
    def verdict(self):
        if self.share is None:
            return ""
        return "within" if self.share <= 1 else "MISSED"


def ratio(what, one, other, limit=None):
    """The row that compares two contenders; `limit` is the ratio of minima that is allowed."""
    minimum = one.minimum / other.minimum
    return Row(
        what,
        other.name,
        minimum,
        one.median / other.median,
        one.cpu / max(other.cpu, 1e-6),
        f"{limit:g} x" if limit else None,
        minimum / limit if limit else None,
    )
