"""The search for confirmed change: from a reference, one candidate after another."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from mscourse.rules.worsening import WorseningRule
from oracle.confirmation import Candidate, Differs, counts_as_last_visit, settled, unless_it_did_not_last
from oracle.readings import Reading
from oracle.steps import Direction, Scale

MOVED_BY: dict[str, set[Direction]] = {
    "roving": {"worse", "better"},
    "roving_improvement": {"better"},
    "roving_worsening": {"worse"},
    "fixed": set(),
}
"""The confirmed changes that move each kind of reference."""

SMALL: dict[str, set[Direction]] = {
    "ignored": set(),
    "any": {"worse", "better"},
    "improvement": {"better"},
    "worsening": {"worse"},
}
"""The directions in which changes below the step are looked for."""


@dataclass(frozen=True)
class Search:
    """What a search found: every candidate in order, and each reference with the day from which it was in force.

    None is in force from the day on which it is known to move until the day of the new one.
    """

    readings: list[Reading]
    scale: Scale
    candidates: list[Candidate]
    references: list[tuple[int, Reading | None]]

    @property
    def worsenings(self) -> list[Candidate]:
        """The candidates for the worse."""
        return [candidate for candidate in self.candidates if candidate.direction == "worse"]

    def reference_on(self, day: int) -> Reading | None:
        """The reference in force on the day, once that day's records are known."""
        return next((reference for since, reference in reversed(self.references) if since <= day), None)

    def after(self, candidate: Candidate) -> list[Reading]:
        """The readings after the candidate's event."""
        return [reading for reading in self.readings if reading.day > candidate.event.day]


def search(
    readings: list[Reading], scale: Scale, rule: WorseningRule, onsets: list[int], *, best_of: int, drawn: bool
) -> Search:
    """Every candidate, settled one at a time in order of date.

    Args:
        readings: the measured visits.
        scale: which difference counts.
        rule: what counts as a confirmed change.
        onsets: the relapses that count.
        best_of: of so many first readings that may be the reference, the best is.
        drawn: whether chance lets the person's last visit count.
    """
    walk = _Walk(readings, scale, rule, onsets, drawn)
    walk.start(best_of)
    while walk.place < len(readings):
        if not walk.is_passed_over():
            walk.look()
    return Search(readings, scale, walk.candidates, walk.references)


def of_candidate(
    direction: Direction, reference: Reading, readings: list[Reading], place: int, scale: Scale, settled_on: int
) -> Candidate:
    """The reading at the place as a candidate, considered once the one before it is settled."""
    event, before = readings[place], readings[:place]
    different = [each.day for each in before if scale.change(each.value, event.value) == "worse"]
    return Candidate(
        direction=direction,
        reference=reference,
        event=event,
        considered_from=max(event.day, settled_on),
        previous_visit=before[-1].day,
        last_different_visit=different[-1] if different else readings[0].day,
    )


@dataclass
class _Walk:
    """Where the search stands: the next reading to look at, and the reference to compare it with."""

    readings: list[Reading]
    scale: Scale
    rule: WorseningRule
    onsets: list[int]
    drawn: bool
    place: int = 0
    settled_on: int = 0
    candidates: list[Candidate] = field(default_factory=list)
    references: list[tuple[int, Reading | None]] = field(default_factory=list)
    closed: set[Direction] = field(default_factory=set)

    @property
    def reference(self) -> Reading:
        """The reference that readings are compared with."""
        reference = self.references[-1][1]
        assert reference is not None
        return reference

    def end(self) -> None:
        """Look at nothing more."""
        self.place = len(self.readings)

    # The reference

    def start(self, best_of: int) -> None:
        """Find the first reference; there is nothing to search without one."""
        able = [place for place, reading in enumerate(self.readings) if reading.may_be_reference][:best_of]
        if len(able) < best_of:
            self.end()
            return
        self.settled_on = self.readings[able[-1]].day
        self._move(self._best(able), self.settled_on)
        self.place = able[-1] + 1

    def _best(self, places: list[int]) -> int:
        """The first of the best readings."""
        best = places[0]
        for place in places:
            if self.scale.difference(self.readings[best].value, self.readings[place].value) == "better":
                best = place
        return best

    def _move(self, place: int | None, known: int, *, never_better: bool = False) -> None:
        """Make the reading the reference, once the move is known, and consider both directions again.

        Without a reading that may be it, there is nothing more to search.
        """
        if place is None:
            self.references.append((known, None))
            self.end()
            return
        new = self.readings[place]
        if never_better and self.scale.worse_by(new.value, self.reference.value) > 0:
            new = replace(new, value=self.reference.value)
        if new.day > known:
            self.references.append((known, None))
        self.references.append((max(known, new.day), new))
        self.closed.clear()

    def _first_able(self, since: int) -> int | None:
        """The first reading from the day on that may be the reference."""
        able = (place for place, each in enumerate(self.readings) if each.day >= since and each.may_be_reference)
        return next(able, None)

    def is_passed_over(self) -> bool:
        """Move the reference to after each relapse that asks for it; whether that passes over the next reading."""
        days = self.rule.reference_after_relapse
        reading = self.readings[self.place]
        while days is not None:
            since = [onset for onset in self.onsets if onset > self.reference.day and reading.day > onset + days]
            if not since:
                return False
            new = self._first_able(since[0])
            self._move(new, max(reading.day, self.settled_on), never_better=self.rule.reference_never_better)
            if new is None:
                return True
            if new >= self.place:
                self.place = new + 1
                return True
        return False

    # Candidates

    def look(self) -> None:
        """Look at the next reading: as a candidate, and if it is not or does not last, as a small one."""
        place, event = self.place, self.readings[self.place]
        self.place += 1
        if not event.may_be_event:
            return
        direction = self.scale.change(self.reference.value, event.value)
        if direction is not None and direction not in self.closed:
            candidate = self._full(place, direction)
            self.candidates.append(candidate)
            self._go_on(candidate, moves=direction in MOVED_BY[self.rule.reference])
            if candidate.outcome in {"pending", "confirmed"}:
                return
        direction = self.scale.difference(self.reference.value, event.value)
        if direction is not None and direction in SMALL[self.rule.small_changes] and self.rule.reference != "fixed":
            self._go_on(self._settled(place, direction, self.scale.difference), moves=True)

    def _settled(self, place: int, direction: Direction, differs: Differs) -> Candidate:
        candidate = of_candidate(direction, self.reference, self.readings, place, self.scale, self.settled_on)
        return settled(candidate, self.readings[place + 1 :], differs, self.rule)

    def _full(self, place: int, direction: Direction) -> Candidate:
        candidate = self._settled(place, direction, self.scale.change)
        if counts_as_last_visit(candidate, self.readings, self.rule, drawn=self.drawn):
            return replace(candidate, outcome="confirmed")
        return unless_it_did_not_last(candidate, self.readings[place + 1 :], self.scale.change, self.rule)

    def _go_on(self, candidate: Candidate, *, moves: bool) -> None:
        """Go on after the candidate. A refuted or lapsed one changes nothing; nothing follows a pending one."""
        if candidate.outcome == "pending":
            self.end()
            return
        self.settled_on = candidate.known_on
        if candidate.outcome != "confirmed" or candidate.settled_by is None:
            return
        event, confirming = self.readings.index(candidate.event), self.readings.index(candidate.settled_by)
        if not moves:
            self.closed.add(candidate.direction)
            self.place = confirming + 1
        elif self.rule.reference_moves_to == "best_until_confirmed":
            self._move(self._best(list(range(event, confirming + 1))), self.settled_on)
            self.place = confirming + 1
        else:
            since = event if self.rule.reference_moves_to == "event_visit" else confirming
            new = self._first_able(self.readings[since].day)
            self._move(new, self.settled_on)
            if new is not None:
                self.place = new + 1
