"""What the offline line costs: by stage, by length, with and without the store, from a hundred documents to ten thousand.

    python eval/benchmarks/offline.py [--documents 10000] [--folder REPORTS] [--json]

Prints Markdown (or JSON) with medians. Every size is read by a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from reports import INVENTED, LONGEST, SHORTEST, reports  # noqa: E402

STAGES = {  # functions of the line, by the name that its modules call them by
    "decode": ("extractor.batch", "load"),
    "normalise": ("extractor.pipeline", "normalise"),
    "layout": ("extractor.pipeline", "find_own_layout"),
    "template reader": ("extractor.pipeline", "read_tables"),
    "narrative": ("extractor.pipeline", "read_claims"),
    "metadata": ("extractor.pipeline", "read_metadata"),
    "admission": ("extractor.pipeline", "report_starts"),
    "admission ": ("extractor.pipeline", "why_not_a_report"),
    "rules": ("extractor.pipeline", "verify"),
    "JSON": ("extractor.batch", "to_json"),
}
STAGED, ROUNDS = 300, 5  # documents read for the figures by stage, and how often
REPEATS = {100: 5, 1000: 3}  # runs of a size, of which the median counts; larger ones once
BOUNDS = {"without the store": 8.0, "with the store": 15.0}
HELP_BOUND = 0.3


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=10_000, help="the largest size (10000)")
    parser.add_argument("--folder", type=Path, help="text files to read, each as often as it takes, instead of reports made for this")
    parser.add_argument("--json", action="store_true", help="figures as JSON instead of Markdown")
    parser.add_argument("--one-size", nargs=3, metavar=("FOLDER", "COUNT", "DB"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one_size:
        folder, count, db = options.one_size
        print(json.dumps(_read_all(Path(folder), int(count), Path(db) if db != "-" else None)))
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "reports"
        folder.mkdir()
        given = sorted(options.folder.glob("*.txt")) if options.folder else []
        made = islice(cycle(path.read_bytes() for path in given), options.documents) if given else reports(options.documents)
        for n, data in enumerate(made):
            (folder / f"{n:06d}.txt").write_bytes(data)
        found = {
            "machine": _machine(), "documents": _described(folder, bool(given)), "help_seconds": _help(),
            "stages": _stages(folder, Path(scratch)),
            "growth": _growth(folder, Path(scratch), options.documents),
        }
    print(json.dumps(found, ensure_ascii=False, indent=1) if options.json else _markdown(found, options.documents))


def _machine() -> dict[str, Any]:
    loops = []
    for _ in range(3):
        began, total = process_time(), 0
        for n in range(10_000_000):
            total += n
        loops.append(process_time() - began)
    return {
        "cores": os.cpu_count(), "python": platform.python_version(), "system": platform.system(),
        "load": os.getloadavg()[0], "ten_million_additions_seconds": round(median(loops), 2),
    }


def _described(folder: Path, given: bool) -> dict[str, Any]:
    lengths = [_characters(path) for path in sorted(folder.iterdir())[:STAGED]]
    made = f"gold set and {INVENTED} invented reports, lengthened to {SHORTEST}–{LONGEST} characters where they were shorter"
    mix = "the text files of a folder" if given else made
    return {"characters": [min(lengths), round(median(lengths)), max(lengths)], "mix": mix, "given": given}


def _characters(path: Path) -> int:
    from extractor.inputs import load

    return len(load(path).text)


def _help() -> float:
    """The median wall time of `gouji --help`, in seconds."""
    times = []
    for _ in range(5):
        began = perf_counter()
        command = [sys.executable, "-c", "from extractor.cli import main; main()", "--help"]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        times.append(perf_counter() - began)
    return round(median(times), 3)


# --- by stage

def _stages(folder: Path, scratch: Path) -> dict[str, Any]:
    """Milliseconds of CPU per document by stage and by length: medians over the rounds."""
    import importlib

    from extractor.batch import Work, read_file
    from extractor.pipeline import load_kit
    from extractor.settings import Content
    from extractor.store import Store

    spent: dict[str, float] = defaultdict(float)
    for name, (module, function) in STAGES.items():
        place = importlib.import_module(module)
        setattr(place, function, _timed(getattr(place, function), name.strip(), spent))
    # `Work` holds the line's function from before it was timed inside; what that calls is timed.
    content = Content((ROOT,))
    kit, work = load_kit(content), Work(content, 20_000_000, stored=True)
    files = [str(path) for path in sorted(folder.iterdir())[:STAGED]]
    rounds: list[dict[str, float]] = []
    by_file: dict[str, list[float]] = defaultdict(list)
    for n in range(ROUNDS + 1):
        spent.clear()
        with Store(scratch / f"stages{n}.db") as store:
            began = process_time()
            for path in files:
                start = process_time()
                outcome = read_file(path, work, kit)
                by_file[path].append(process_time() - start)
                start = process_time()
                store.save(path, outcome.records, None, outcome.source)
                spent["store"] += process_time() - start
            spent["all"] = process_time() - began
        if n:  # the first round warms caches
            rounds.append({name: seconds / len(files) * 1e3 for name, seconds in spent.items()})
    stages = {name: round(median(r[name] for r in rounds), 2) for name in rounds[0]}
    named = sum(value for name, value in stages.items() if name != "all")
    stages["rest"] = round(stages["all"] - named, 2)
    lengths: dict[int, list[float]] = defaultdict(list)
    for path, times in by_file.items():
        lengths[_characters(Path(path)) // 2000 * 2].append(median(times) * 1e3)
    return {"milliseconds": stages, "by_thousand_characters": {k: [len(v), round(median(v), 2)] for k, v in sorted(lengths.items())}}


def _timed(function: Callable[..., Any], name: str, spent: dict[str, float]) -> Callable[..., Any]:
    def timed(*args: Any, **named: Any) -> Any:
        began = process_time()
        try:
            return function(*args, **named)
        finally:
            spent[name] += process_time() - began

    return timed


# --- growth

def _growth(folder: Path, scratch: Path, most: int) -> list[dict[str, Any]]:
    sizes = [n for n in (100, 1000, 10_000, 100_000) if n < most] + [most]
    rows = []
    for size in sizes:
        for kind in BOUNDS:
            runs = []
            for n in range(REPEATS.get(size, 1)):
                db = scratch / f"{size}-{n}.db" if kind == "with the store" else None
                command = [sys.executable, __file__, "--one-size", str(folder), str(size), str(db or "-")]
                runs.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
            rows.append({"documents": size, "store": kind, **{key: round(median(run[key] for run in runs), 2) for key in runs[0]}})
    for row in rows:
        first = next(r for r in rows if r["store"] == row["store"])
        row["time_ratio"] = round(row["cpu_ms"] / first["cpu_ms"], 2)
        row["memory_ratio"] = round(row["peak_mb"] / first["peak_mb"], 2)
    return rows


def _read_all(folder: Path, count: int, db: Path | None) -> dict[str, float]:
    """What so many documents cost in this process, loading the content files not counted."""
    from contextlib import nullcontext

    from extractor.batch import Work, read_files
    from extractor.pipeline import load_kit
    from extractor.settings import Content
    from extractor.store import Store

    content = Content((ROOT,))
    kit, work = load_kit(content), Work(content, 20_000_000, stored=db is not None)
    files = [str(path) for path in sorted(folder.iterdir())[:count]]
    wall, cpu = perf_counter(), process_time()
    with Store(db) if db else nullcontext() as store:
        for outcome in read_files(files, work, kit):
            if store is not None:
                store.save(outcome.path, outcome.records, None, outcome.source)
    cpu, wall = process_time() - cpu, perf_counter() - wall
    return {"cpu_ms": cpu / count * 1e3, "wall_ms": wall / count * 1e3, "peak_mb": _peak_mb()}


def _peak_mb() -> float:
    status = Path("/proc/self/status")
    if status.exists():  # Linux hands a child the peak of its parent as its own ru_maxrss
        return int(next(line for line in status.read_text().splitlines() if line.startswith("VmHWM")).split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


# --- said

def _markdown(found: dict[str, Any], most: int) -> str:
    machine, stages, growth = found["machine"], found["stages"], found["growth"]
    shortest, middle, longest = found["documents"]["characters"]
    whole = stages["milliseconds"]["all"]
    costs = {kind: next(r["cpu_ms"] for r in reversed(growth) if r["store"] == kind) for kind in BOUNDS}
    return "\n".join([
        "# The offline line: own figures", "",
        f"Command: `python eval/benchmarks/offline.py --documents {most}{' --folder REPORTS' if found['documents']['given'] else ''}`", "",
        f"Machine: {machine['cores']} cores, {machine['system']}, Python {machine['python']}, load {machine['load']:.1f} at the start; "
        f"ten million additions in a loop take {machine['ten_million_additions_seconds']} s of CPU there.", "",
        f"Documents: {found['documents']['mix']} ({shortest}–{longest}, median {middle}). One process.", "",
        "## Bounds", "",
        *_table(("what", "measured", "bound"), [
            *((f"CPU a document, {kind}", f"{costs[kind]} ms", f"{bound:g} ms") for kind, bound in BOUNDS.items()),
            ("`gouji --help`, wall", f"{found['help_seconds']} s", f"{HELP_BOUND} s"),
        ]), "",
        f"## By stage (CPU, {STAGED} documents, median of {ROUNDS} rounds)", "",
        *_table(("stage", "ms a document", "share"), [
            (name, value, f"{value / whole:.0%}") for name, value in stages["milliseconds"].items()]), "",
        "## By length (CPU without the store)", "",
        *_table(("thousand characters", "documents", "median ms"), [
            (f"from {k}", *values) for k, values in stages["by_thousand_characters"].items()]), "",
        "## Growth", "",
        *_table(("documents", "store", "CPU ms each", "wall ms each", "documents a second", "time ratio", "peak MB", "memory ratio"), [
            (r["documents"], r["store"], r["cpu_ms"], r["wall_ms"], round(1e3 / r["wall_ms"]), r["time_ratio"], r["peak_mb"],
             r["memory_ratio"]) for r in growth]),
    ])


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    return [f"| {' | '.join(map(str, line))} |" for line in (head, ["---"] * len(head), *rows)]


if __name__ == "__main__":
    main()
