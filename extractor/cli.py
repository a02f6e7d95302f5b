"""The command line: what can be asked, and how an answer that failed is told.

The commands are imported where they are run: the forms and readers behind them take longer to load than `gouji --help` may take.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, Literal

import typer

from extractor import __version__
from extractor.bill import Limits
from extractor.errors import GoujiError, StoreError, UsageError
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
        lambda settings: _commands().extract(paths, settings, output, limit, _limits(replay, max_cost, max_tokens)), config,
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
def check(paths: Paths, jobs: Jobs = None, content: Content = None, config: Config = None, lang: Lang = None) -> None:
    """Findings in words, before publishing 发布前自查

    Exit code 1 where any finding is an error. Nothing is stored.

    \b
    gouji check report.txt
    gouji check drafts/ --lang zh
    """

    _answer(lambda settings: _commands().check(paths, settings), config, jobs=jobs, content=content, lang=lang)


@app.command()
def show(
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help="Its path, a piece of its title or agency, or its hash (6 or more).")],
    db: Db = None,
    content: Content = None,
    config: Config = None,
    lang: Lang = None,
) -> None:
    """One stored record in full 查看一份

    Its tables as printed, with what is blank, lost or doubtful and why; what the prose says; findings.

    \b
    gouji show reports/2023/report.txt
    gouji show 住房保障服务中心
    gouji show d3db7aba
    """

    _answer(lambda settings: _commands().show(document, settings), config, db=db, content=content, lang=lang)


@rules.command("list")
def rules_list(content: Content = None, config: Config = None, lang: Lang = None) -> None:
    """The checks by name 列出规则

    \b
    gouji rules list
    gouji rules list --content my-rules
    """

    _answer(lambda settings: _about().list_rules(settings), config, content=content, lang=lang)


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

    _answer(lambda settings: _about().show_rule(rule, settings), config, content=content, lang=lang)


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

    _answer(lambda settings: _about().list_forms(table, edition, settings), config, content=content, lang=lang)


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

    _answer(lambda settings: _spending().runs(run, settings), config, db=db, lang=lang)


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
        lambda settings: _lane().submit(paths, settings), config,
        reader=reader, model=model, base_url=base_url, db=db, content=content, lang=lang,
    )


@batch.command("status")
def batch_status(model: Model = None, base_url: BaseUrl = None, db: Db = None, config: Config = None, lang: Lang = None) -> None:
    """How far the batches are 查看进度

    \b
    gouji batch status --model gpt-5-mini
    """

    _answer(lambda settings: _lane().status(settings), config, model=model, base_url=base_url, db=db, lang=lang)


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
        lambda settings: _lane().collect(settings), config, model=model, base_url=base_url, db=db, content=content, lang=lang
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
        lambda settings: _about().doctor(settings, probe), config, model=model, base_url=base_url, db=db, content=content, lang=lang
    )


@evaluation.command("power")
def eval_power(
    documents: Annotated[int, typer.Option("--documents", min=1, help="Documents to inject an error into. 注入份数。")] = 1000,
    seed: Annotated[int, typer.Option("--seed", help="The same seed, the same documents. 随机种子。")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="The figures as JSON.")] = False,
    content: Content = None,
    config: Config = None,
    lang: Lang = None,
) -> None:
    """What verification finds of injected errors 检验核对能力

    Exit code 1 where a repair was wrong or a report wrongly blamed.

    \b
    gouji eval power
    gouji eval power --documents 5000 --json | jq .total
    """

    _answer(lambda settings: _benchmarks().power(settings, documents, seed, as_json), config, content=content, lang=lang)


def _commands() -> ModuleType:
    from extractor import commands

    return commands


def _benchmarks() -> ModuleType:
    from extractor import benchmarks

    return benchmarks


def _about() -> ModuleType:
    from extractor import about

    return about


def _lane() -> ModuleType:
    from extractor import lane

    return lane


def _spending() -> ModuleType:
    from extractor import spending

    return spending


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
