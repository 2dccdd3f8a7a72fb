"""Runs the search of MSprog over histories; what it found comes back as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mscourse.compat.frames.tables import Floats, Integers
from mscourse.compat.msprog.arguments import imputation, windows
from mscourse.compat.msprog.changes import check_range, counted, steps_of
from mscourse.compat.msprog.choices import ALL_LABELS, LABELS_OF_EVENT, choices_of
from mscourse.compat.msprog.followed import least_days
from mscourse.compat.msprog.histories import Histories
from mscourse.compat.msprog.settings import Settings
from mscourse.derivations.chance import drawn
from mscourse.derivations.trajectories import Followed, follow, spans
from mscourse.kernels import codes, msprog_records
from mscourse.kernels.loader import Runner
from mscourse.kernels.msprog import find_msprog_events
from mscourse.kernels.records import Dated
from mscourse.kernels.trajectories import ConfirmationSpans


@dataclass(frozen=True, kw_only=True, eq=False)
class Searched:
    """What the search found, before it becomes frames; V visits, W windows, U changes that were not confirmed."""

    visit: Integers
    """The onset of each event that was asked for, in order."""
    label: NDArray[np.int64]
    """[V]"""
    reference: NDArray[np.int64]
    """[V] Where there is an event: the visit it is compared with."""
    reference_value: Floats
    last_delta: NDArray[np.int64]
    last_delta_value: Floats
    sustained: NDArray[np.int64]
    confirmed: NDArray[np.int64]
    """[W, V] The confirming visit, -1 where none."""
    independent: NDArray[np.int64]
    """[W, V]"""
    refused: NDArray[np.int64]
    """[U]"""
    refused_reference: NDArray[np.int64]
    refused_value: Floats
    since_relapse: Floats
    """[V] Infinite where there is none."""
    until_relapse: Floats


def search(histories: Histories, settings: Settings) -> Searched:
    """The events that were asked for.

    Raises:
        ValueError: if a value is not on the scale of the outcome.
    """
    check_range(histories.value, settings.outcome)
    onsets = _kept_onsets(histories, settings)
    followed = follow(
        offset=histories.offsets,
        day=histories.day,
        value=-histories.value if settings.worsening == "decrease" else histories.value,
        may_confirm=histories.valid,
        onsets=onsets,
    )
    probability, within = imputation(settings.impute_last_visit, settings.seed)
    earliest, latest = spans(*windows(settings.conf_days, settings.conf_tol_days))
    confirmation = ConfirmationSpans(
        earliest, latest, *least_days("relapse_to_conf", settings.relapse_to_conf), last_visit_within=within
    )
    refused_offset = _room_for_refusals(histories, onsets, settings)
    runner, visits = followed.runner, len(histories.day)
    found = _found(runner, visits, len(earliest), int(refused_offset[-1]))
    runner.run(
        find_msprog_events,
        found,
        followed.visits,
        followed.onsets,
        runner.ready(confirmation),
        runner.ready(_steps(histories, settings)),
        runner.ready(drawn(histories.keys, probability, settings.seed).astype(np.int8)),
        runner.ready(refused_offset),
        choices_of(settings, visits=visits, has_relapses=histories.has_relapses),
    )
    return _searched(found, followed, histories, settings, refused_offset)


def _kept_onsets(histories: Histories, settings: Settings) -> Dated:
    """The relapses that are not too long before the first visit to matter."""
    subject = np.repeat(np.arange(len(histories.keys)), np.diff(histories.relapse_offsets))
    first = histories.day[histories.offsets[:-1]]
    kept = histories.relapse_day >= first[subject] - settings.relapse_to_bl[0]
    counts = np.append(0, np.cumsum(kept))[histories.relapse_offsets]
    return Dated(counts.astype(np.int64), histories.relapse_day[kept])


def _steps(histories: Histories, settings: Settings) -> Floats:
    """The change that counts from each visit; nothing is compared with a subject's last one."""
    compared = np.ones(len(histories.day), np.bool_)
    compared[histories.offsets[1:] - 1] = False
    steps = np.zeros(len(histories.day))
    steps[compared] = counted(steps_of(histories.delta_value[compared], settings.outcome, settings.delta_fun))
    return steps


def _room_for_refusals(histories: Histories, onsets: Dated, settings: Settings) -> Integers:
    """Where each subject's rows begin: a visit is looked at once, and again after each relapse that moves the start."""
    room = np.diff(histories.offsets)
    if settings.relapse_rebl:
        room = room * (1 + np.diff(onsets.offset))
    return np.append(0, np.cumsum(room)).astype(np.int64)


def _found(runner: Runner, visits: int, window_count: int, refusals: int) -> msprog_records.Found:
    per_window = window_count * visits
    room = runner.room(
        msprog_records.Found, visits, confirmed=per_window, independent=per_window,
        refused=refusals, refused_reference=refusals, refused_value=0, refusals=runner.patients,
    )  # fmt: skip
    return room._replace(
        step=runner.column(visits, np.float64),
        last_delta_value=runner.column(visits, np.float64),
        refused_value=runner.column(refusals, np.float64),
    )


def _searched(
    found: msprog_records.Found, followed: Followed, histories: Histories, settings: Settings, refused_offset: Integers
) -> Searched:
    visits = len(histories.day)
    whole = {
        name: np.asarray(getattr(found, name), np.int64)
        for name in ("label", "reference", "last_delta", "sustained", "confirmed", "independent", "refusals")
    }
    sign = -1.0 if settings.worsening == "decrease" else 1.0
    values = {
        name: sign * np.asarray(getattr(found, name), np.float64)
        for name in ("reference_value", "last_delta_value", "refused_value")
    }
    # Room was made for more rows than there are.
    used = np.repeat(whole["refusals"], np.diff(refused_offset))
    place = np.arange(refused_offset[-1]) - np.repeat(refused_offset[:-1], np.diff(refused_offset))
    filled = np.flatnonzero(place < used)
    return Searched(
        visit=_asked_for(whole["label"], histories, settings.event),
        label=whole["label"],
        reference=whole["reference"],
        reference_value=values["reference_value"],
        last_delta=whole["last_delta"],
        last_delta_value=values["last_delta_value"],
        sustained=whole["sustained"],
        confirmed=whole["confirmed"].reshape(len(settings.conf_days), visits),
        independent=whole["independent"].reshape(len(settings.conf_days), visits),
        refused=np.asarray(found.refused, np.int64)[filled],
        refused_reference=np.asarray(found.refused_reference, np.int64)[filled],
        refused_value=values["refused_value"][filled],
        since_relapse=_or_infinite(followed.visits.since_relapse),
        until_relapse=_or_infinite(followed.visits.until_relapse),
    )


def _or_infinite(distances: Any) -> Floats:  # noqa: ANN401 - an array or a list
    days = np.asarray(distances, np.float64)
    return np.where(days == codes.NEVER, np.inf, days)


def _asked_for(label: NDArray[np.int64], histories: Histories, event: str) -> Integers:
    """The onsets of the events that the call asked for."""
    is_wanted = np.isin(np.arange(len(ALL_LABELS) + 1), LABELS_OF_EVENT.get(event, ALL_LABELS))
    visit: Integers = np.flatnonzero(is_wanted[label])
    if event == "multiple":
        return visit
    subject = histories.subject[visit]
    first: Integers = visit[np.append(True, subject[1:] != subject[:-1])[: len(visit)]]
    return first
