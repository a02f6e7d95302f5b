"""The command line: what can be asked, and how an answer that failed is told.

The commands are imported where they are run: the forms and readers behind them take longer to load than `gouji --help` may take.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from extractor import __version__
from extractor.cli.batching import batch
from extractor.cli.evaluating import evaluation
from extractor.cli.options import (
    BaseUrl,
    Concurrency,
    Config,
    Content,
    Db,
    Force,
    Jobs,
    Lang,
    MaxCost,
    MaxTokens,
    Model,
    Organization,
    Paths,
    Reader,
    Replay,
    Years,
    answer,
    door,
    limits,
    years,
)
from extractor.settings import Settings

app = typer.Typer(
    name="gouji", no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
rules = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="What is checked, and why 核对规则")
app.add_typer(rules, name="rules")
app.add_typer(batch, name="batch")
app.add_typer(evaluation, name="eval")

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
    reader: Reader = None,
    model: Model = None,
    base_url: BaseUrl = None,
    db: Db = None,
    output: Annotated[Literal["table", "jsonl"], typer.Option("--format", help="A line per document, or its record as JSON.")] = "table",
    jobs: Jobs = None,
    concurrency: Concurrency = None,
    replay: Replay = False,
    max_cost: MaxCost = None,
    max_tokens: MaxTokens = None,
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

    answer(
        lambda settings: door("commands").extract(paths, settings, output, limit, limits(replay, max_cost, max_tokens)), config,
        reader=reader, model=model, base_url=base_url, db=db, jobs=jobs, concurrency=concurrency, content=content, lang=lang,
    )


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

    answer(
        lambda settings: door("commands").check(paths or [], settings, series, db is not None or not paths), config,
        db=db, jobs=jobs, content=content, lang=lang,
    )


@app.command()
def show(
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help="Its path, a piece of its title or agency, or its hash (6 or more).")],
    html: Annotated[Path | None, typer.Option("--html", help="Write it as a page, to send. 存为网页。", show_default=False)] = None,
    force: Force = False,
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
            return int(door("commands").show(document, settings))
        return int(door("paper.correspondence").show_as_page(document, html, settings, force=force))

    answer(run, config, db=db, content=content, lang=lang)


@app.command()
def export(
    to: Annotated[Literal["csv", "xlsx", "parquet", "jsonl"], typer.Option("--to", help="The format. 格式。")],
    what: Annotated[What | None, typer.Option("--what", help="One table, or all. 哪张表。  [default: all]", show_default=False)] = None,
    out: Annotated[Path | None, typer.Option("--out", help="A file, or a folder for several tables. 文件或文件夹。")] = None,
    organization: Organization = None,
    year: Years = None,
    status: Annotated[str | None, typer.Option("--status", metavar="STATUS,…", help="Cells of these statuses only. 单元格状态。")] = None,
    as_read: Annotated[bool, typer.Option("--as-read", help="Without the decisions of people. 不含人工决定。")] = False,
    bom: Annotated[bool, typer.Option("--bom", help="CSV that Excel opens as UTF-8. 供 Excel 打开的 CSV。")] = False,
    force: Force = False,
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
        chosen = door("exports.exporting").choice(what, organization, years(year), status)
        return int(door("exports.exporting").export(to, chosen, out, settings, bom=bom, force=force, decided=not as_read))

    answer(run, config, db=db, content=content, lang=lang)


@app.command()
def letter(
    organization: Annotated[str, typer.Argument(metavar="ORGANISATION", help="The agency's name, or enough of it. 机关名称。")],
    to: Annotated[Literal["md", "docx"], typer.Option("--to", help="Markdown, or Word. 格式。")] = "md",
    out: Annotated[Path | None, typer.Option("--out", help="A file. 文件。  [default: stdout for md]", show_default=False)] = None,
    year: Years = None,
    force: Force = False,
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
        return int(door("paper.correspondence").letter(organization, to, years(year), out, settings, force=force))

    answer(run, config, db=db, content=content, lang=lang)


@app.command()
def review(
    document: Annotated[str | None, typer.Argument(metavar="[DOCUMENT|stats]", help="One document only.", show_default=False)] = None,
    terminal: Annotated[bool, typer.Option("--terminal", help="Ask here, one question at a time. 在终端里问。")] = False,
    who: Annotated[str | None, typer.Option("--as", metavar="NAME", help="Who decides. 核对人。  [default: the account]")] = None,
    audit: Annotated[str | None, typer.Option("--audit", metavar="SHARE", help="Mix in accepted cells, drawn blindly: 2%. 抽查。")] = None,
    seed: Annotated[int, typer.Option("--seed", help="The same seed draws the same cells. 随机种子。")] = 1,
    second: Annotated[bool, typer.Option("--second", help="What others have answered, as if they had not. 复核他人答过的。")] = False,
    rule: Annotated[str | None, typer.Option("--rule", help="Questions of one check. 某条规则。")] = None,
    organization: Organization = None,
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

    answer(run, config, db=db, content=content, lang=lang)


@rules.command("list")
def rules_list(content: Content = None, config: Config = None, lang: Lang = None) -> None:
    """The checks by name 列出规则

    \b
    gouji rules list
    gouji rules list --content my-rules
    """

    answer(lambda settings: door("about").list_rules(settings), config, content=content, lang=lang)


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

    answer(lambda settings: door("about").show_rule(rule, settings), config, content=content, lang=lang)


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

    answer(lambda settings: door("about").list_forms(table, edition, settings), config, content=content, lang=lang)


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

    answer(lambda settings: door("services.spending").runs(run, settings), config, db=db, lang=lang)


@app.command()
def doctor(
    model: Model = None,
    base_url: BaseUrl = None,
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

    answer(
        lambda settings: door("about").doctor(settings, probe), config, model=model, base_url=base_url, db=db, content=content, lang=lang
    )


def main() -> None:
    """Nothing; the entry point of `gouji`."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    app()
