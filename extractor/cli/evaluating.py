"""`gouji eval`: benchmarks on gold."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extractor.cli.options import (
    AsJson,
    BaseUrl,
    Concurrency,
    Config,
    Content,
    Db,
    Jobs,
    Lang,
    MaxCost,
    MaxTokens,
    Model,
    Replay,
    answer,
    door,
    limits,
)

evaluation = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Benchmarks 评测")

SetName = Annotated[str, typer.Argument(metavar="SET", help="A name or file in eval/sets, or a folder with gold. 集名或文件夹。")]
Garble = Annotated[str | None, typer.Option("--garble", metavar="SPEC", help="mild, medium, severe, or kinds: glued,pinyin-gloss:0.5")]
Seed = Annotated[int, typer.Option("--seed", help="The same seed, the same figures. 随机种子。")]


@evaluation.command("power")
def eval_power(
    documents: Annotated[int, typer.Option("--documents", min=1, help="Documents to inject an error into. 注入份数。")] = 1000,
    seed: Annotated[int, typer.Option("--seed", help="The same seed, the same documents. 随机种子。")] = 1,
    as_json: AsJson = False,
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="The figures as a page. 网页报告。")] = None,
    content: Content = None,
    config: Config = None,
    lang: Lang = None,
) -> None:
    """What verification finds of injected errors 检验核对能力

    Exit code 1 where a repair was wrong or a report wrongly blamed.

    \b
    gouji eval power
    gouji eval power --documents 5000 --json | jq .total
    gouji eval power --documents 5000 --html power.html
    """

    answer(
        lambda settings: door("evaluation.benchmarks").power(settings, documents, seed, as_json, html), config,
        content=content, lang=lang,
    )


@evaluation.command("run")
def eval_run(
    set_: SetName,
    reader: Annotated[str | None, typer.Option("--reader", help="auto, offline, llm, both or baseline:NAME. 读法。")] = None,
    model: Model = None,
    base_url: BaseUrl = None,
    garble: Garble = None,
    seed: Seed = 1,
    repeat: Annotated[int, typer.Option("--repeat", min=1, help="Rounds, each garbled or asked anew. 轮数。")] = 1,
    as_json: AsJson = False,
    out: Annotated[Path | None, typer.Option("--out", help="A file for the result; a run that was stopped goes on. 结果文件。")] = None,
    page: Annotated[Path | None, typer.Option("--html", help="A page with charts and the worst reports. 网页报告。")] = None,
    baseline: Annotated[Path | None, typer.Option("--baseline", help="The baseline file.  [default: eval/baseline.json]")] = None,
    keep_baseline: Annotated[bool, typer.Option("--keep-baseline", help="Make this run the baseline. 存为基线。")] = False,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="The first N reports only. 只测前 N 份。")] = None,
    jobs: Jobs = None,
    concurrency: Concurrency = None,
    replay: Replay = False,
    max_cost: MaxCost = None,
    max_tokens: MaxTokens = None,
    db: Db = None,
    content: Content = None,
    config: Config = None,
    lang: Lang = None,
) -> None:
    """Score a reader against gold 评测读法

    Intervals take the report as the unit. Exit code 1 where a figure is worse than the baseline of the same run by more than chance
    allows; 5 where the model service failed for some.

    \b
    gouji eval run smoke
    gouji eval run full --garble medium --repeat 20 --jobs 2 --html report.html
    gouji eval run full --reader both --model gpt-5-mini --out both.json --max-cost 5
    gouji eval run full --reader baseline:position --json | jq .figures
    """

    answer(
        lambda settings: door("evaluation.evaluations").run(
            door("evaluation.evaluations").Asked(
                set_, reader, garble, seed, repeat, limit, limits(replay, max_cost, max_tokens), as_json, out, page, baseline,
                keep_baseline,
            ), settings,
        ), config, model=model, base_url=base_url, db=db, jobs=jobs, concurrency=concurrency, content=content, lang=lang,
    )


@evaluation.command("garble")
def eval_garble(
    set_: Annotated[str | None, typer.Argument(metavar="SET", help="As for `eval run`. 集名或文件夹。", show_default=False)] = None,
    out: Annotated[Path | None, typer.Argument(metavar="OUT", help="A new folder. 新文件夹。", show_default=False)] = None,
    garble: Garble = None,
    seed: Seed = 1,
    listed: Annotated[bool, typer.Option("--list", help="Every kind of damage in a line. 列出各种损坏。")] = False,
    content: Content = None,
    config: Config = None,
    lang: Lang = None,
) -> None:
    """Gold made worse, written with the gold that fits 把金标准弄坏

    SPEC: mild, medium, severe, or flattenings and kinds of damage, each with the share of reports that it befalls. The same seed
    gives the same bytes.

    \b
    gouji eval garble --list
    gouji eval garble smoke worse/ --garble severe --seed 7
    gouji eval garble 01.toml worse/ --garble bars-dropped,pinyin-gloss:0.5,rows-lost:0.2
    """

    answer(
        lambda settings: door("evaluation.curation").garble(set_, out, garble, seed, listed, settings), config,
        content=content, lang=lang,
    )


@evaluation.command("lint")
def eval_lint(
    sets: Annotated[list[str] | None, typer.Argument(metavar="[SET]…", help="Names, files, folders; else all gold. 默认全部。")] = None,
    content: Content = None,
    config: Config = None,
    lang: Lang = None,
) -> None:
    """What is wrong with gold, seen from its source 检查金标准

    Figures that the source does not print, identities that break unsaid, claims without their number, lost cells that still stand
    there. No reader takes part. Exit code 1 where anything is wrong.

    \b
    gouji eval lint
    gouji eval lint held-out my-gold/
    """

    answer(lambda settings: door("evaluation.curation").lint(sets or [], settings), config, content=content, lang=lang)


@evaluation.command("compare")
def eval_compare(
    one: Annotated[Path, typer.Argument(metavar="A", help="A result that `gouji eval run --out` wrote. 结果文件。")],
    other: Annotated[Path, typer.Argument(metavar="B", help="Another, over the same reports. 另一结果。")],
    as_json: AsJson = False,
    config: Config = None,
    lang: Lang = None,
) -> None:
    """Two results, report by report 比较两次评测

    \b
    gouji eval compare offline.json both.json
    """

    answer(lambda settings: door("evaluation.evaluations").compared(one, other, as_json, settings), config, lang=lang)


@evaluation.command("matrix")
def eval_matrix(
    file: Annotated[Path, typer.Argument(metavar="MODELS.toml", help="Models, prompts, readers. 模型、提示、读法。")],
    set_: Annotated[str | None, typer.Option("--set", help="The set, where the file names none. 集名。")] = None,
    as_json: AsJson = False,
    jobs: Jobs = None,
    replay: Replay = False,
    max_cost: Annotated[str | None, typer.Option("--max-cost", metavar="AMOUNT", help="Stop each run at this cost.")] = None,
    db: Db = None,
    content: Content = None,
    config: Config = None,
    lang: Lang = None,
) -> None:
    """Every model with every prompt and reader 模型矩阵

    The fewest silent errors first, then the least left for a person, then the cheapest. With --replay the answers kept in the
    database are enough: no key, no network.

    \b
    gouji eval matrix models.toml
    gouji eval matrix models.toml --replay --json
    """

    answer(
        lambda settings: door("evaluation.evaluations").matrix(file, set_, limits(replay, max_cost, None), as_json, settings), config,
        db=db, jobs=jobs, content=content, lang=lang,
    )
