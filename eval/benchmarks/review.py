"""Review with a large store: how long from a key press to the next question, and how long the overview takes.

    python eval/benchmarks/review.py [--documents 10000] [--presses 200] [--audit 0.1%] [--db FILE]

Builds the store from the gold reports and invented ones, each stored many times over under agencies and hashes of its own. A press is
an answer and the next question together, the document judged again in between. Exit code 1 where a bound is passed.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from hashlib import sha256
from itertools import islice
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from reports import reports

from extractor.export import to_json
from extractor.inputs import decode
from extractor.pipeline import Kit, load_kit, process
from extractor.review.agreement import stats
from extractor.review.desk import Desk, Filter
from extractor.review.overview import overview
from extractor.review.reviewing import share
from extractor.settings import Content, shipped
from extractor.store import Store, packed
from extractor.text import SourceDocument

DIFFERENT = 98  # reports that are really read


def build(path: Path, documents: int, kit: Kit) -> None:
    """Nothing; a store of so many documents at `path`."""
    read = []
    for data in islice(reports(DIFFERENT), DIFFERENT):
        text = decode(data)[0]
        for record in process(SourceDocument("r.txt", sha256(data).hexdigest(), text, stop=len(text)), kit)[:1]:
            read.append((record, to_json(record), packed(text)))
    with Store(path) as store, store.writing():
        for n in range(documents):
            record, json, source = read[n % len(read)]
            digest = sha256(f"{n}/{record.sha256}".encode()).hexdigest()
            agency = f"{record.organization}{n // len(read)}"
            json = json.replace(record.sha256, digest).replace(f'"organization": "{record.organization}"', f'"organization": "{agency}"', 1)
            store.save(f"/in/{n:06}.txt", [(replace(record, sha256=digest, organization=agency), json)], None, source)


def measure(path: Path, presses: int, audited: str, kit: Kit) -> bool:
    """Whether what has a bound keeps within it; prints the table."""
    rng = Random(1)
    with Store(path, create=False) as store:
        desk = Desk(store, kit, "somebody")
        (cells,), (documents,) = (store.rows(f"select count(*) from {table}")[0] for table in ("cells", "documents"))
        started = perf_counter()
        desk.refresh()
        first = desk.next()
        opened = perf_counter() - started
        started = perf_counter()
        sampled = desk.sample(share(audited) or 0.0)
        drawn = perf_counter() - started
        steps, undone = [], []
        case = first
        for _ in range(presses):
            if case is None:
                break
            started = perf_counter()
            allowed = ["accept"] if case.question.kind == "cell" and case.question.options else ["not_countable"]
            desk.decide(case.item, rng.choice([*allowed, "skip"] if rng.random() < 0.1 else allowed), seconds=1.0, seen=case.seen)  # type: ignore[arg-type]
            case = desk.next()
            desk.left()
            steps.append(perf_counter() - started)
        for _ in range(10):
            started = perf_counter()
            desk.undo()
            undone.append(perf_counter() - started)
        rows = [
            ("first question after opening", opened, None),
            (f"blind sample of {sampled} cells drawn", drawn, None),
            ("key press to next question, median", median(steps), 0.15),
            ("key press to next question, 95 of 100", sorted(steps)[len(steps) * 95 // 100], None),
            ("undo, median", median(undone), None),
            ("next question of some agencies", _timed(lambda: desk.next(Filter(organization="局7"))), None),
            ("overview", _timed(lambda: overview(store)), 1.0),
            ("statistics", _timed(lambda: stats(store)), None),
        ]
        print(f"{documents} documents, {cells} cells, {desk.left()} questions open")
    for name, seconds, bound in rows:
        print(f"{name:40} {seconds * 1000:8.1f} ms" + (f"   bound {bound * 1000:.0f} ms" if bound else ""))
    return all(bound is None or seconds < bound for _, seconds, bound in rows)


def _timed(work: object) -> float:
    started = perf_counter()
    work()  # type: ignore[operator]
    return perf_counter() - started


def main() -> int:
    """The exit code: 1 where a bound is passed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--presses", type=int, default=200)
    parser.add_argument("--audit", default="0.1%")
    parser.add_argument("--db", type=Path, help="Kept, and used again where it is there.")
    chosen = parser.parse_args()
    kit = load_kit(Content((shipped(),)))
    with TemporaryDirectory() as folder:
        path = chosen.db or Path(folder) / "review.db"
        if not path.is_file():
            started = perf_counter()
            build(path, chosen.documents, kit)
            print(f"built in {perf_counter() - started:.0f} s, {path.stat().st_size // 1_000_000} MB")
        return 0 if measure(path, chosen.presses, chosen.audit, kit) else 1


if __name__ == "__main__":
    sys.exit(main())
