"""What the decisions say of themselves: how long they took, how far people agree, and how often an accepted figure was wrong after all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from extractor.evaluation.power import upper_bound
from extractor.review.decisions import Decision
from extractor.review.queue import all_decisions
from extractor.store import Store


@dataclass(frozen=True, slots=True)
class Person:
    """One person's part. `seconds` is the median of a decision; None where no time was taken."""

    who: str
    decisions: int
    seconds: float | None
    skipped: int
    undone: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """Questions that two people answered, each as if alone. `kappa` None: all answers were of one kind, so that chance explains them."""

    compared: int
    agreed: int
    kappa: float | None


@dataclass(frozen=True, slots=True)
class Audit:
    """Accepted cells that were looked at blindly. `at_most`: the exact bound (95 %, one-sided) of the share that is wrong."""

    sampled: int
    answered: int
    wrong: int
    rate: float | None
    at_most: float | None
    accepted: int  # cells in the store that the estimate speaks of


@dataclass(frozen=True, slots=True)
class Stats:
    """All of it. `seconds` is the median over everybody's decisions; `actions` counts what stands, by what was said."""

    decisions: int
    seconds: float | None
    actions: Mapping[str, int]
    people: tuple[Person, ...]
    agreement: Agreement
    audit: Audit
    open: int


def stats(store: Store) -> Stats:
    """The statistics of a store."""
    rows = tuple(all_decisions(store))
    undone = {d.undoes for d in rows if d.action == "undo"}
    given = [d for d in rows if d.action not in ("undo", "skip")]
    standing = [d for d in given if d.id not in undone]
    sampled, still_open = store.rows(
        "select coalesce(sum(audit), 0), coalesce(sum(state = 'open'), 0) from questions where audit or state = 'open'"
    )[0]
    (accepted,) = store.rows("select coalesce(sum(accepted), 0) from documents where current")[0]
    return Stats(
        len(standing), _median(given), dict(Counter(d.action for d in standing)), tuple(_people(rows, undone)), agreement(standing),
        audit([d for d in standing if d.audit], sampled, accepted), still_open,
    )  # fmt: skip


def _median(decisions: Iterable[Decision]) -> float | None:
    taken = [d.seconds for d in decisions if d.seconds > 0]
    return median(taken) if taken else None


def _people(rows: Sequence[Decision], undone: set[int | None]) -> Iterable[Person]:
    for who in dict.fromkeys(d.who for d in rows):
        own = [d for d in rows if d.who == who]
        given = [d for d in own if d.action not in ("undo", "skip")]
        skipped, taken_back = (sum(d.action == action for d in own) for action in ("skip", "undo"))
        yield Person(who, sum(d.id not in undone for d in given), _median(given), skipped, taken_back)


def agreement(standing: Iterable[Decision]) -> Agreement:
    """Cohen's κ of the first two people who answered each question, each one's last answer.

    Answers agree where they are the same to the digit; what agreement chance would bring is reckoned by kind of answer.
    """
    by_question: dict[tuple[str, int, str, str], dict[str, Decision]] = {}
    for decision in standing:
        key = (decision.sha256, decision.part, decision.kind, decision.subject)
        by_question.setdefault(key, {})[decision.who] = decision
    pairs = [tuple(answers.values())[:2] for answers in by_question.values() if len(answers) > 1]
    n, agreed = len(pairs), sum(one.answer == other.answer for one, other in pairs)
    if not n:
        return Agreement(0, 0, None)
    first, second = Counter(one.action for one, _ in pairs), Counter(other.action for _, other in pairs)
    by_chance = sum(first[action] * second[action] for action in first) / n**2
    return Agreement(n, agreed, None if by_chance == 1 else (agreed / n - by_chance) / (1 - by_chance))


def audit(decisions: Sequence[Decision], sampled: int, accepted: int) -> Audit:
    """The estimate from the blind sample: wrong is what a person read otherwise, or could not find in the source."""
    answers = {(d.sha256, d.part, d.subject): d for d in decisions if d.action != "skip"}
    n = len(answers)
    wrong = sum(d.action == "not_countable" or (bool(d.after) and dict(d.after) != dict(d.before)) for d in answers.values())
    return Audit(sampled, n, wrong, wrong / n if n else None, upper_bound(wrong, n) if n else None, accepted)


