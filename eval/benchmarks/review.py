"""Review with a large store: how long from a key press to the next question, and how long the overview takes.

    python eval/benchmarks/review.py [--documents 10000] [--presses 200] [--audit 0.1%] [--db FILE]

Builds the store from the gold reports and invented ones, each stored many times over under agencies and hashes of its own. A press is
an answer and the next question together, the document judged again in between.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from hashlib import sha256
from itertools import islice
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from reports import reports

from extractor.agreement import stats
from extractor.export import to_json
from extractor.inputs import decode
from extractor.overview import overview
from extractor.pipeline import Kit, load_kit, process
from extractor.review import Desk, Filter
from extractor.reviewing import share
from extractor.settings import Content, shipped
from extractor.store import Store, packed
from extractor.text import SourceDocument

DIFFERENT = 98  # reports that are really read
WHERE = ("某省", "东", "西", "南", "北", "中")


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


def measure(path: Path, presses: int, audited: str, kit: Kit) -> None:
    """Nothing; prints the table."""
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
        filtered = _timed(lambda: desk.next(Filter(organization="局7")))
        rows = [
            ("documents, cells, questions open", f"{documents}, {cells}, {desk.left()}"),
            ("first question after opening", _ms(opened)),
            (f"blind sample of {sampled} cells drawn", _ms(drawn)),
            ("key press to next question, median", _ms(median(steps))),
            ("key press to next question, 95 of 100", _ms(sorted(steps)[len(steps) * 95 // 100])),
            ("undo, median", _ms(median(undone))),
            ("next question of some agencies", _ms(filtered)),
            ("overview", _ms(_timed(lambda: overview(store)))),
            ("statistics", _ms(_timed(lambda: stats(store)))),
        ]
    for name, value in rows:
        print(f"{name:45} {value}")


def _timed(work: object) -> float:
    started = perf_counter()
    work()  # type: ignore[operator]
    return perf_counter() - started


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def main() -> None:
    """Nothing; the entry point."""
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
            print(f"{'built, ' + str(path.stat().st_size // 1_000_000) + ' MB':45} {perf_counter() - started:.0f} s")
        measure(path, chosen.presses, chosen.audit, kit)


if __name__ == "__main__":
    main()
