"""Headline figures of this project's scorer beside those of another one, over the same records: 1 where any differs.

    python -m tests.agreement SCORE.py [FOLDER …]

SCORE.py has `score(folder, records) -> (figures, …)` over gold folders; without folders, the gold set and 200 invented reports are used.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from extractor.evaluation.goldset import load_set
from extractor.evaluation.metrics import score
from extractor.evaluation.rates import COUNTS, RATES, Unit, totals, value_of
from extractor.export import to_json
from extractor.inputs import load
from extractor.pipeline import process
from extractor.settings import Content, shipped
from tests import synthetic
from tests.reading import kit

DOCUMENTS, SEED = 200, 20


def compared(scorer: Any, folder: Path) -> list[str]:
    """What differs, a line each."""
    units, records = [], []
    for example in load_set(str(folder), Content((shipped(),)), kit().forms).examples:
        document = load(example.source)
        record = process(document, kit())[0]
        units.append(Unit(example.slug, score(record, example.gold, document.text).counts))
        records.append(json.loads(to_json(record)))
    counts = totals(units)
    mine = {rate.name: value_of(rate, counts) for rate in RATES} | {name: counts.get(key, 0) for name, key in COUNTS.items()}
    theirs = scorer.score(folder, records)[0]
    shared = [name for name in theirs if name in mine]
    print(f"{folder}: {len(units)} documents, {len(shared)} figures", file=sys.stderr)
    assert len(shared) > 20
    return [f"{folder}: {name} is {mine[name]} here and {theirs[name]} there" for name in shared if mine[name] != theirs[name]]


def main() -> int:
    """0 where both scorers say the same."""
    path, *folders = sys.argv[1:]
    spec = importlib.util.spec_from_file_location("other_scorer", path)
    assert spec is not None
    assert spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    with tempfile.TemporaryDirectory() as made:
        if not folders:
            sys.argv = ["synthetic", made, "--documents", str(DOCUMENTS), "--seed", str(SEED), "--scorable"]
            synthetic.main()
            folders = [str(shipped() / "eval" / "gold"), made]
        differ = [line for folder in folders for line in compared(scorer, Path(folder))]
    print("\n".join(differ) or "both scorers say the same")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
