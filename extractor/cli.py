"""The command line: what can be asked, and how an answer that failed is told.

The commands are imported where they are run: the forms and readers behind them take longer to load than `gouji --help` may take.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, Literal

import typer

from extractor import __version__
from extractor.errors import GoujiError, StoreError, UsageError
from extractor.services.bill import Limits
from extractor.settings import Settings, load_settings

app = typer.Typer(
    name="gouji", no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
rules = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="What is checked, and why 核对规则")
app.add_typer(rules, name="rules")
batch = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Ask the model at half the price, within a day 批量")
app.add_typer(batch, name="batch")
evaluation = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Benchmarks 评测")
app.add_typer(evaluation, name="eval")

Paths = Annotated[list[str], typer.Argument(metavar="PATH", help="Files, or folders to walk for .txt and .md. 文件或文件夹。")]
Db = Annotated[Path | None, typer.Option("--db", help="The database. 数据库文件。  [default: gouji.db]", show_default=False)]
Jobs = Annotated[int | None, typer.Option("--jobs", min=1, help="Processes to read with. 并行进程数。  [default: 1]", show_default=False)]
Content = Annotated[Path | None, typer.Option("--content", help="A folder whose rules/, prompts/, eval/ stand before the shipped ones.")]
Config = Annotated[Path | None, typer.Option("--config", help="A gouji.toml.  [default: the nearest one above this folder]")]
Lang = Annotated[Literal["zh", "en"] | None, typer.Option("--lang", help="Language of messages. 输出语言。  [default: from LANG]")]
Reader = Literal["auto", "offline", "llm", "both"]
What = Literal["cells", "panel", "documents", "claims", "findings", "decisions", "dictionary", "all"]


def _version(wanted: bool) -> None:
    if wanted:
        print(f"gouji {__version__}")
        raise typer.Exit


@app.callback()
def gouji(version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="The version.")] = False) -> None:
    """Garbled Chinese annual reports on open government information, read into figures that people can bet on.

    勾稽:读取残损的政府信息公开工作年度报告,逐格核对,标出哪些数字不可信及其原因。

    \b
    gouji extract reports/           read, verify, store, print 读取入库
    gouji check report.txt           findings in words 用文字说明问题
    gouji show 住房保障服务中心      one stored report's tables 查看一份
    """


@app.command()
def extract(
    paths: Paths,
    reader: Annotated[Reader | None, typer.Option("--reader", help="Who reads. 读法。  [default: auto]")] = None,
    model: Annotated[str | None, typer.Option("--model", help="A model for the readers that need one.")] = None,
    base_url: Annotated[str | None, typer.Option("--base-url", help="The address of the model service.")] = None,
    db: Db = None,
    output: Annotated[Literal["table", "jsonl"], typer.Option("--format", help="A line per document, or its record as JSON.")] = "table",
    jobs: Jobs = None,
    concurrency: Annotated[int | None, typer.Option("--concurrency", min=1, help="Model requests in flight.")] = None,
    replay: Annotated[bool, typer.Option("--replay", help="Use only answers that a model gave before. 只用已有的模型答复。")] = False,
    max_cost: Annotated[str | None, typer.Option("--max-cost", metavar="AMOUNT", help="Stop asking the model at this cost.")] = None,
    max_tokens: Annotated[int | None, typer.Option("--max-tokens", min=1, help="Stop asking the model at so many tokens.")] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="Read the first N documents only. 只读前 N 份。")] = None,
    content: Content = None,
    config: Config = None,
    lang: Lang = None,
) -> None:
    """Read, verify, store, print 读取、核对、入库、输出

    Exit code 0 once every document has a record, whatever is found in it; 3 where the only one cannot be read; 5 where the model
    service failed for some (their records hold what was read without it).

    \b
    gouji extract eval/gold
    gouji extract reports/ --jobs 4 --db 2023.db
    gouji extract report.txt --format jsonl | jq .cells
    """

    _answer(
        lambda settings: _door("commands").extract(paths, settings, output, limit, _limits(replay, max_cost, max_tokens)), config,
        reader=reader, model=model, base_url=base_url, db=db, jobs=jobs, concurrency=concurrency, content=content, lang=lang,
    )


def _limits(replay: bool, max_cost: str | None, max_tokens: int | None) -> Limits:
    """The limits of a run. Raises UsageError for a cost that is no amount."""
    try:
        cost = None if max_cost is None else Decimal(max_cost)
        if cost is not None and not (cost.is_finite() and cost > 0):
            raise InvalidOperation
    except InvalidOperation:
        said = f"--max-cost: expected an amount such as 2.50, found {max_cost!r}"
        raise UsageError(said, "it is in the currency of the price table") from None
    return Limits(replay, cost, max_tokens)


@app.command()
def check(
    paths: Annotated[list[str] | None, typer.Argument(metavar="[PATH]…", help="Files, or folders to walk. 文件或文件夹。")] = None,
    series: Annotated[bool, typer.Option("--series", help="Each agency's reports against one another. 同一机关各年之间。")] = False,
    db: Annotated[Path | None, typer.Option("--db", help="With --series: what is stored here as well. 连同库中各年。")] = None,
    jobs: Jobs = None,
    content: Content = None,
    config: Config = None,
    lang: Lang = None,
) -> None:
    """Findings in words, before publishing 发布前自查

    --series: what was carried over from the year before, two reports of one year, text copied from an earlier one. Without a PATH:
    everything that is stored. Exit code 1 where any finding is an error. Nothing is stored.

    \b
    gouji check report.txt
    gouji check --series 水务局/                  a folder of years
    gouji check --series draft.txt --db gouji.db  a draft against the years stored
    gouji check --series --db gouji.db            all that is stored
    """

    _answer(
        lambda settings: _door("commands").check(paths or [], settings, series, db is not None or not paths), config,
        db=db, jobs=jobs, content=content, lang=lang,
    )


@app.command()
def show(
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help="Its path, a piece of its title or agency, or its hash (6 or more).")],
    html: Annotated[Path | None, typer.Option("--html", help="Write it as a page, to send. 存为网页。", show_default=False)] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it exists. 覆盖已有文件。")] = False,
    db: Db = None,
    content: Content = None,
    config: Config = None,
    lang: Lang = None,
) -> None:
    """One stored record in full 查看一份

    Its tables as printed, with what is blank, lost or doubtful and why; what the prose says; findings. As a page (--html) with the
    source text, each figure marked in it.

    \b
    gouji show 住房保障服务中心 --html report.html
    gouji show reports/2023/report.txt
    gouji show 住房保障服务中心
    gouji show d3db7aba
    """

    def run(settings: Settings) -> int:
        if html is None:
            return int(_door("commands").show(document, settings))
        return int(_door("paper.correspondence").show_as_page(document, html, settings, force=force))

    _answer(run, config, db=db, content=content, lang=lang)


@app.command()
def export(
    to: Annotated[Literal["csv", "xlsx", "parquet", "jsonl"], typer.Option("--to", help="The format. 格式。")],
    what: Annotated[What | None, typer.Option("--what", help="One table, or all. 哪张表。  [default: all]", show_default=False)] = None,
    out: Annotated[Path | None, typer.Option("--out", help="A file, or a folder for several tables. 文件或文件夹。")] = None,
    organization: Annotated[str | None, typer.Option("--organization", help="Agencies with this in their name. 机关名称含此。")] = None,
    year: Annotated[str | None, typer.Option("--year", metavar="YEAR[-YEAR]", help="Reports on these years. 报告年度。")] = None,
    status: Annotated[str | None, typer.Option("--status", metavar="STATUS,…", help="Cells of these statuses only. 单元格状态。")] = None,
    as_read: Annotated[bool, typer.Option("--as-read", help="Without the decisions of people. 不含人工决定。")] = False,
    bom: Annotated[bool, typer.Option("--bom", help="CSV that Excel opens as UTF-8. 供 Excel 打开的 CSV。")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace files that exist. 覆盖已有文件。")] = False,
    db: Db = None,
    content: Content = None,
    config: Config = None,
    lang: Lang = None,
) -> None:
    """Tables for other programs 导出数据

    cells: a row for each cell. panel: a row for each agency and year. Also documents, claims, findings, decisions, and the
    dictionary, which says what each column means. One table as CSV or JSON lines goes to stdout unless --out names a file.

    \b
    gouji export --to xlsx --out panel.xlsx --what panel
    gouji export --to csv --out 2023/ --year 2023
    gouji export --to jsonl --what cells --status review | jq .candidates
    """

    def run(settings: Settings) -> int:
        chosen = _door("exports.exporting").choice(what, organization, _years(year), status)
        return int(_door("exports.exporting").export(to, chosen, out, settings, bom=bom, force=force, decided=not as_read))

    _answer(run, config, db=db, content=content, lang=lang)


@app.command()
def letter(
    organization: Annotated[str, typer.Argument(metavar="ORGANISATION", help="The agency's name, or enough of it. 机关名称。")],
    to: Annotated[Literal["md", "docx"], typer.Option("--to", help="Markdown, or Word. 格式。")] = "md",
    out: Annotated[Path | None, typer.Option("--out", help="A file. 文件。  [default: stdout for md]", show_default=False)] = None,
    year: Annotated[str | None, typer.Option("--year", metavar="YEAR[-YEAR]", help="Reports on these years. 报告年度。")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it exists. 覆盖已有文件。")] = False,
    db: Db = None,
    content: Content = None,
    config: Config = None,
    lang: Lang = None,
) -> None:
    """A letter to an agency on its own figures 致函机关

    In Chinese: what in its reports does not add up, where, and what would. Only contradictions of the report itself are told, never
    what we may have misread or what the text lost.

    \b
    gouji letter 辽浦县自然资源局
    gouji letter 辽浦县自然资源局 --to docx --year 2023
    """

    def run(settings: Settings) -> int:
        return int(_door("paper.correspondence").letter(organization, to, _years(year), out, settings, force=force))

    _answer(run, config, db=db, content=content, lang=lang)


@app.command()
def review(
    document: Annotated[str | None, typer.Argument(metavar="[DOCUMENT|stats]", help="One document only.", show_default=False)] = None,
    terminal: Annotated[bool, typer.Option("--terminal", help="Ask here, one question at a time. 在终端里问。")] = False,
    who: Annotated[str | None, typer.Option("--as", metavar="NAME", help="Who decides. 核对人。  [default: the account]")] = None,
    audit: Annotated[str | None, typer.Option("--audit", metavar="SHARE", help="Mix in accepted cells, drawn blindly: 2%. 抽查。")] = None,
    seed: Annotated[int, typer.Option("--seed", help="The same seed draws the same cells. 随机种子。")] = 1,
    second: Annotated[bool, typer.Option("--second", help="What others have answered, as if they had not. 复核他人答过的。")] = False,
    rule: Annotated[str | None, typer.Option("--rule", help="Questions of one check. 某条规则。")] = None,
    organization: Annotated[str | None, typer.Option("--organization", help="Agencies with this in their name. 机关名称含此。")] = None,
    year: Annotated[int | None, typer.Option("--year", help="Reports on this year. 报告年度。")] = None,
    cause: Annotated[str | None, typer.Option("--cause", help="A finding's cause, or why a cell is in doubt. 原因。")] = None,
    to_gold: Annotated[Path | None, typer.Option("--to-gold", metavar="FOLDER", help="Write settled documents as gold. 转为金标。")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="With stats: the figures as JSON.")] = False,
    port: Annotated[int | None, typer.Option("--port", min=0, max=65535, help="Port of the page. 网页端口。", show_default=False)] = None,
    host: Annotated[str | None, typer.Option("--host", help="Address to listen on; needs --token.", show_default=False)] = None,
    token: Annotated[str | None, typer.Option("--token", help="The page's password. 网页口令。", show_default=False)] = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open a browser. 不打开浏览器。")] = False,
    db: Db = None,
    content: Content = None,
    config: Config = None,
    lang: Lang = None,
) -> None:
    """Settle what is in doubt 核对存疑之处

    One question at a time, the most useful first, on a local page or with --terminal. One key decides; the printed figure is never
    changed, and every decision is kept, also when a report is read again.

    \b
    gouji review                                  a page 网页
    gouji review --terminal --year 2023
    gouji review --audit 2%                       with a blind sample of accepted cells 附抽查
    gouji review stats                            times, agreement, error rate 统计
    gouji review --to-gold my/eval/gold           settled documents as gold 转为金标
    """

    def run(settings: Settings) -> int:
        from extractor.review import reviewing

        if document == "stats":
            return reviewing.stats(settings, as_json)
        if to_gold is not None:
            return reviewing.to_gold(settings, to_gold, document)
        wanted = reviewing.chosen(settings, document, rule, organization, year, cause)
        name, share = reviewing.person(who), reviewing.share(audit)
        if terminal:
            return reviewing.terminal(settings, name, wanted, share, seed, second)
        from extractor.web.serve import serve

        if share is not None:
            reviewing.draw(settings, name, share, seed)
        return serve(settings, name, wanted, second=second, port=port, host=host, token=token, open_browser=not no_open)

    _answer(run, config, db=db, content=content, lang=lang)


@rules.command("list")
def rules_list(content: Content = None, config: Config = None, lang: Lang = None) -> None:
    """The checks by name 列出规则

    \b
    gouji rules list
    gouji rules list --content my-rules
    """

    _answer(lambda settings: _door("about").list_rules(settings), config, content=content, lang=lang)


@rules.command("show")
def rules_show(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="Its id, as `gouji rules list` prints it.")],
    content: Content = None,
    config: Config = None,
    lang: Lang = None,
) -> None:
    """One check: what must hold, on what ground 查看一条规则

    \b
    gouji rules show requests.balance
    """

    _answer(lambda settings: _door("about").show_rule(rule, settings), config, content=content, lang=lang)


@app.command()
def forms(
    table: Annotated[str | None, typer.Argument(metavar="[TABLE]", help="disclosure, requests or disputes.", show_default=False)] = None,
    edition: Annotated[str | None, typer.Argument(metavar="[EDITION]", help="2021 or 2019.", show_default=False)] = None,
    content: Content = None,
    config: Config = None,
    lang: Lang = None,
) -> None:
    """The statutory forms, or one in full 法定表式

    \b
    gouji forms
    gouji forms requests 2021
    """

    _answer(lambda settings: _door("about").list_forms(table, edition, settings), config, content=content, lang=lang)


@app.command()
def runs(
    run: Annotated[int | None, typer.Argument(metavar="[RUN]", help="Its number, for all there is to tell.", show_default=False)] = None,
    db: Db = None,
    config: Config = None,
    lang: Lang = None,
) -> None:
    """What was read when, and what it cost 运行与费用

    Of one run: by task and reason, by document, and what went wrong. A cost that is not known is said to be unknown.

    \b
    gouji runs
    gouji runs 3 --db 2023.db
    """

    _answer(lambda settings: _door("services.spending").runs(run, settings), config, db=db, lang=lang)


Model = Annotated[str | None, typer.Option("--model", help="A model, or a profile of gouji.toml.", show_default=False)]
BaseUrl = Annotated[str | None, typer.Option("--base-url", help="The address of the model service.", show_default=False)]


@batch.command("submit")
def batch_submit(
    paths: Paths,
    reader: Annotated[Reader | None, typer.Option("--reader", help="Who reads. 读法。  [default: auto]")] = None,
    model: Model = None,
    base_url: BaseUrl = None,
    db: Db = None,
    content: Content = None,
    config: Config = None,
    lang: Lang = None,
) -> None:
    """Hand over what a model has to read 提交

    Nothing that was answered before, or is under way. When it is collected, `gouji extract` with the same files finds the answers.

    \b
    gouji batch submit reports/ --model gpt-5-mini
    """

    _answer(
        lambda settings: _door("services.lane").submit(paths, settings), config,
        reader=reader, model=model, base_url=base_url, db=db, content=content, lang=lang,
    )


@batch.command("status")
def batch_status(model: Model = None, base_url: BaseUrl = None, db: Db = None, config: Config = None, lang: Lang = None) -> None:
    """How far the batches are 查看进度

    \b
    gouji batch status --model gpt-5-mini
    """

    _answer(lambda settings: _door("services.lane").status(settings), config, model=model, base_url=base_url, db=db, lang=lang)


@batch.command("collect")
def batch_collect(
    model: Model = None, base_url: BaseUrl = None, db: Db = None, content: Content = None, config: Config = None, lang: Lang = None
) -> None:
    """Keep the answers of what is done 取回

    An expired batch keeps the answers that it has; the rest can be submitted again.

    \b
    gouji batch collect --model gpt-5-mini
    gouji extract reports/ --model gpt-5-mini
    """

    _answer(
        lambda settings: _door("services.lane").collect(settings), config, model=model, base_url=base_url, db=db, content=content, lang=lang
    )


@app.command()
def doctor(
    model: Annotated[str | None, typer.Option("--model", help="A model, or a profile of gouji.toml.")] = None,
    base_url: Annotated[str | None, typer.Option("--base-url", help="The address of the model service.")] = None,
    probe: Annotated[bool, typer.Option("--probe", help="Ask the model service a test question. 试问模型服务。")] = False,
    db: Db = None,
    content: Content = None,
    config: Config = None,
    lang: Lang = None,
) -> None:
    """Whether the set-up works 检查安装

    Looks at Python, packages, content files, the database, the model, encodings.

    Exit code 4 where content or a package is broken, 6 where the database is, 2 where a setting is, 5 where the service fails.

    \b
    gouji doctor
    gouji doctor --content my-rules --db 2023.db
    gouji doctor --model local --probe
    """

    _answer(
        lambda settings: _door("about").doctor(settings, probe), config, model=model, base_url=base_url, db=db, content=content, lang=lang
    )


@evaluation.command("power")
def eval_power(
    documents: Annotated[int, typer.Option("--documents", min=1, help="Documents to inject an error into. 注入份数。")] = 1000,
    seed: Annotated[int, typer.Option("--seed", help="The same seed, the same documents. 随机种子。")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="The figures as JSON.")] = False,
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

    _answer(
        lambda settings: _door("evaluation.benchmarks").power(settings, documents, seed, as_json, html), config,
        content=content, lang=lang,
    )


SetName = Annotated[str, typer.Argument(metavar="SET", help="A name or file in eval/sets, or a folder with gold. 集名或文件夹。")]
Garble = Annotated[str | None, typer.Option("--garble", metavar="SPEC", help="mild, medium, severe, or kinds: glued,pinyin-gloss:0.5")]
Seed = Annotated[int, typer.Option("--seed", help="The same seed, the same figures. 随机种子。")]
AsJson = Annotated[bool, typer.Option("--json", help="The figures as JSON.")]
Replay = Annotated[bool, typer.Option("--replay", help="Use only answers that a model gave before. 只用已有的模型答复。")]


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
    concurrency: Annotated[int | None, typer.Option("--concurrency", min=1, help="Model requests in flight.")] = None,
    replay: Replay = False,
    max_cost: Annotated[str | None, typer.Option("--max-cost", metavar="AMOUNT", help="Stop asking the model at this cost.")] = None,
    max_tokens: Annotated[int | None, typer.Option("--max-tokens", min=1, help="Stop asking the model at so many tokens.")] = None,
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

    _answer(
        lambda settings: _door("evaluation.evaluations").run(
            _door("evaluation.evaluations").Asked(
                set_, reader, garble, seed, repeat, limit, _limits(replay, max_cost, max_tokens), as_json, out, page, baseline,
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

    _answer(
        lambda settings: _door("evaluation.curation").garble(set_, out, garble, seed, listed, settings), config,
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

    _answer(lambda settings: _door("evaluation.curation").lint(sets or [], settings), config, content=content, lang=lang)


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

    _answer(lambda settings: _door("evaluation.evaluations").compared(one, other, as_json, settings), config, lang=lang)


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

    _answer(
        lambda settings: _door("evaluation.evaluations").matrix(file, set_, _limits(replay, max_cost, None), as_json, settings), config,
        db=db, jobs=jobs, content=content, lang=lang,
    )


def _door(name: str) -> ModuleType:
    """The module of this package that does a command's work, imported when the command is run."""
    return import_module(f"extractor.{name}")


def _years(text: str | None) -> tuple[int, int] | None:
    """The first and the last year of `2023` or `2019-2023`. Raises UsageError for what is neither."""
    if text is None:
        return None
    first, _, last = text.partition("-")
    if not all(len(year) == 4 and year.isdecimal() for year in (first, last or first)):
        raise UsageError(f"--year: expected a year or two, found {text!r}", "for example --year 2023 or --year 2019-2023")
    return int(first), int(last or first)


def _answer(run: Callable[[Settings], int], config: Path | None, **options: Any) -> None:
    """Ends the program with the command's exit code, or with that of the error that stopped it, told in two lines."""
    try:
        code = run(load_settings(options, os.environ, Path.cwd(), config))
        sys.stdout.flush()
    except GoujiError as error:
        code = _told(error)
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:
        code = 141
    except OSError as error:
        code = _told(StoreError(f"the output cannot be written: {error.strerror}", "is the disk full?"))
    if code in (141, StoreError.exit_code) and not _flushed():
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else the interpreter complains when it flushes at its end
    raise typer.Exit(code)


def _told(error: GoujiError) -> int:
    lines = (f"error: {error.message}", f"hint: {error.hint}" if error.hint else "")
    print("\n".join(line for line in lines if line), file=sys.stderr)
    return error.exit_code


def _flushed() -> bool:
    try:
        sys.stdout.flush()
    except OSError:
        return False
    return True


def main() -> None:
    """Nothing; the entry point of `gouji`."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    app()


if __name__ == "__main__":
    main()
