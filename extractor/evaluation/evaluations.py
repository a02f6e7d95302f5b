"""What `gouji eval run`, `compare` and `matrix` do: results on stdout, words and progress on stderr; each gives back the exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from extractor.errors import ContentError, ServiceError, UsageError
from extractor.evaluation.comparison import common, compare, worse_than
from extractor.evaluation.evaluate import Run, evaluate
from extractor.evaluation.garbling import parse_spec
from extractor.evaluation.goldset import limited, load_set
from extractor.evaluation.matrix import load_matrix, run_matrix
from extractor.evaluation.rates import RATE
from extractor.evaluation.result import FORMAT, dumps, load_result
from extractor.evaluation.scoreboard import comparison_lines, lines, percent, row
from extractor.evaluation.trial import BASELINE, Plan, baseline
from extractor.pipeline import load_kit
from extractor.services.bill import Limits
from extractor.services.profile import load_profile
from extractor.settings import READERS, Settings
from extractor.typeset import printable

BASELINE_FILE = "eval/baseline.json"
KEY = ("set", "reader", "model", "garble", "seed", "repeat")
EXTRA = "pip install 'gouji[eval]'"


@dataclass(frozen=True, slots=True)
class Asked:
    """What `eval run` was asked for."""

    set: str
    reader: str | None = None
    garble: str | None = None
    seed: int = 1
    repeat: int = 1
    limit: int | None = None
    limits: Limits = field(default_factory=Limits)
    as_json: bool = False
    out: Path | None = None
    page: Path | None = None
    baseline: Path | None = None
    keep_baseline: bool = False


def run(asked: Asked, settings: Settings) -> int:
    """0 once the reports are scored; 1 where a figure is worse than the baseline by more than chance allows; 5 where the model failed."""
    settings = _named(settings, asked.reader)
    kit = load_kit(settings.content)
    gold = limited(load_set(asked.set, settings.content, kit.forms), asked.limit)
    spec = parse_spec(asked.garble) if asked.garble else None
    reader = asked.reader or settings.reader
    profile = load_profile(settings) if reader != "offline" and not _alone(reader, settings) else None
    if reader == "auto" and profile is None:
        reader = "offline"
    if profile is not None and not asked.limits.replay:
        profile.key()  # one that is missing is said before any work
    if asked.page:
        from extractor.evaluation.evalpage import check_drawing

        check_drawing()  # before any work
    plan = Plan(reader, spec, asked.seed, asked.repeat, settings.content, settings.max_bytes)
    part = asked.out.with_name(asked.out.name + ".part") if asked.out else None
    try:
        result = evaluate(gold, plan, Run(settings, kit, profile, asked.limits, part, _progress()))
    except KeyboardInterrupt:
        kept = settings.say(f"已中断：{part} 保有已完成者，重跑即续", f"stopped: {part} holds what is done; the same command goes on")
        print(printable(kept) if part else settings.say("已中断", "stopped"), file=sys.stderr)
        raise
    _told(result, settings)
    text = dumps(result)
    if asked.out:
        _written(asked.out, text + "\n")
    if asked.page:
        from extractor.evaluation.evalpage import page

        _written(asked.page, page(result, gold, plan, kit, settings.lang))
    if asked.keep_baseline:
        _keep(asked.baseline or settings.content.roots[-1] / BASELINE_FILE, result)
    print(text) if asked.as_json else print("\n".join(lines(result, settings.lang)))
    worse = not asked.keep_baseline and _gate(result, asked, settings)
    return 1 if worse else ServiceError.exit_code if result["cost"] and result["cost"]["failed"] else 0


def _alone(reader: str, settings: Settings) -> bool:
    """Whether the reader needs no model."""
    if not reader.startswith(BASELINE):
        return False
    return not hasattr(baseline(reader, settings.content), "ask")


def _named(settings: Settings, reader: str | None) -> Settings:
    if reader is None or reader in READERS:
        return settings if reader is None else replace(settings, reader=reader)
    if reader.startswith(BASELINE):
        baseline(reader, settings.content)
        return settings
    raise UsageError(f"--reader {reader}: no such reader", f"one of {', '.join(READERS)}, or {BASELINE}NAME")


def _progress() -> Callable[[int, int, Decimal | None], None]:
    told = sys.stderr.isatty()

    def progress(done: int, of: int, cost: Decimal | None) -> None:
        if told and (done == of or not done % 4):
            spent = f"  {cost:.4f}" if cost is not None else ""
            print(f"\r{done}/{of}{spent}", end="\r" if done == of else "", file=sys.stderr, flush=True)

    return progress


def _told(result: Mapping[str, Any], settings: Settings) -> None:
    """Nothing; what is not among the figures goes to stderr: time, cost, what was left out."""
    say, time, cost = settings.say, result["time"], result["cost"]
    each = (time["per_document"] or 0) * 1000
    said = [say(f"用时 {time['wall']:.1f} 秒，每份 {each:.1f} 毫秒", f"{time['wall']:.1f} s, {each:.1f} ms a document")]
    if cost:
        price = say("费用未知", "cost unknown") if cost["cost"] is None else say(f"费用 {cost['cost']}", f"cost {cost['cost']}")
        asked = f"{cost['tokens_in']} + {cost['tokens_out']}"
        said.append(say(f"问模型 {cost['asked']} 份，词元 {asked}，{price}", f"the model read {cost['asked']}: {asked} tokens, {price}"))
        if cost["failed"]:
            said.append(say(f"模型未能答全 {cost['failed']} 份", f"the model failed for {cost['failed']}"))
    said += [say(f"未能打乱：{why}", f"not garbled: {why}") for why in result["skipped"].values()]
    if any(figure["value"] is not None and figure["low"] is None for figure in result["figures"].values()):
        said.append(say(f"无置信区间：{EXTRA}", f"no intervals without scipy: {EXTRA}"))
    for line in said:
        print(printable(line), file=sys.stderr)


def _written(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}", "check the folder") from error


def _gate(result: Mapping[str, Any], asked: Asked, settings: Settings) -> bool:
    """Whether the result is worse than the baseline of the same run; where there is none, that is said."""
    try:
        path = asked.baseline or settings.content.file(BASELINE_FILE)
    except ContentError:
        return False
    known = [entry for entry in _baselines(path) if all(entry[key] == result[key] for key in KEY)]
    if not known:
        if asked.baseline:
            raise UsageError(f"{path}: holds no run like this one", "make one with --keep-baseline")
        return False
    alike, of = common(known[0], result)
    found = worse_than(known[0], result, asked.seed)
    say = settings.say
    print(say(f"基线：{of} 份中 {alike} 份相同", f"baseline: {alike} of {of} documents are as they were"), file=sys.stderr)
    if alike < of:
        hint = "the others are not held against it: --keep-baseline takes them in"
        print(say("其余未比较：用 --keep-baseline 更新基线", hint), file=sys.stderr)
    for one in found:
        chance = f"p = {one['p']}" if one["p"] is not None else say("与偶然无关", "not left to chance")
        was, now = (percent(one[key]) if one["figure"] in RATE else one[key] for key in ("was", "is"))
        where = f": {', '.join(one['reports'][:6])}" if one["reports"] else ""
        print(printable(say(f"变差：{one['figure']} {was} → {now}（{chance}）{where}",
                            f"worse: {one['figure']} {was} → {now} ({chance}){where}")), file=sys.stderr)
    if not found:
        print(say("没有指标变差", "no figure is worse than chance allows"), file=sys.stderr)
    return bool(found)


def _baselines(path: Path) -> list[dict[str, Any]]:
    import simplejson

    try:
        found = simplejson.loads(path.read_text(encoding="utf-8"), use_decimal=True)
        runs: list[dict[str, Any]] = found["runs"]
        if found["format"] != FORMAT or any(key not in entry for entry in runs for key in (*KEY, "per_document")):
            raise ValueError("of another version")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ContentError(f"{path}: no baseline: {error}", "make it anew: gouji eval run SET --keep-baseline") from error
    return runs


def _keep(path: Path, result: Mapping[str, Any]) -> None:
    """Nothing; enters the run in the baseline file, in place of an earlier one of its kind, a report a line."""
    runs = [entry for entry in _baselines(path) if any(entry[key] != result[key] for key in KEY)] if path.is_file() else []
    kept = {key: result[key] for key in (*KEY, "documents", "reports", "hashes")}
    kept["per_document"] = [{key: e[key] for key in ("slug", "round", "digest", "counts")} for e in result["per_document"]]
    runs = sorted([*runs, kept], key=lambda entry: tuple(str(entry[key]) for key in KEY))
    parts = []
    for entry in runs:
        head = dumps({key: value for key, value in entry.items() if key != "per_document"})[:-1]
        documents = ",\n".join(dumps(document) for document in entry["per_document"])
        parts.append(f'{head}, "per_document": [\n{documents}]}}')
    whole = f'{{"format": {FORMAT}, "runs": [\n' + ",\n".join(parts) + "]}\n"
    aside = path.with_name(path.name + ".new")
    _written(aside, whole)
    os.replace(aside, path)
    print(f"{path}: {len(runs)}", file=sys.stderr)


def compared(one: Path, other: Path, as_json: bool, settings: Settings) -> int:
    """0 once two results are compared. Raises UsageError where they are not over the same reports."""
    found = compare(load_result(one), load_result(other))
    print(dumps(found) if as_json else "\n".join(comparison_lines(found, settings.lang)))
    return 0


def matrix(path: Path, set_name: str | None, limits: Limits, as_json: bool, settings: Settings) -> int:
    """0 once every model with every prompt and reader is scored, the fewest silent errors first; 5 where a service failed for some."""
    kit = load_kit(settings.content)
    wanted = load_matrix(path, set_name)
    gold = load_set(wanted.set, settings.content, kit.forms)
    rows = run_matrix(wanted, gold, settings, limits, lambda name: print(printable(name), file=sys.stderr))
    if as_json:
        print(dumps({"set": gold.name, "garble": wanted.garble, "seed": wanted.seed, "rows": rows}))
    else:
        say = settings.say
        heads = [say("暗错", "silent"), "%", say("待核", "review"), say("准确", "right"), say("费用", "cost"), say("失败", "failed")]
        print(row(say("模型 · 提示 · 读法", "model · prompt · reader"), heads))
        for r in rows:
            cost = say("未知", "unknown") if r["cost"] is None else f"{r['cost']:.4f}"
            cells = [str(r["silent_errors"]), percent(r["silent_error_rate"]), percent(r["review_rate"]), percent(r["cell_accuracy"]), cost]
            print(row(r["name"], [*cells, str(r["failed"] or "·")]))
    return ServiceError.exit_code if any(r["failed"] for r in rows) else 0
