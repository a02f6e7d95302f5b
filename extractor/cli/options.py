"""What several commands take, and how each gives its answer, or tells that it has none."""

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

from extractor.errors import GoujiError, StoreError, UsageError
from extractor.services.bill import Limits
from extractor.settings import Settings, load_settings

Paths = Annotated[list[str], typer.Argument(metavar="PATH", help="Files, or folders to walk for .txt and .md. 文件或文件夹。")]
Db = Annotated[Path | None, typer.Option("--db", help="The database. 数据库文件。  [default: gouji.db]", show_default=False)]
Jobs = Annotated[int | None, typer.Option("--jobs", min=1, help="Processes to read with. 并行进程数。  [default: 1]", show_default=False)]
Content = Annotated[Path | None, typer.Option("--content", help="A folder whose rules/, prompts/, eval/ stand before the shipped ones.")]
Config = Annotated[Path | None, typer.Option("--config", help="A gouji.toml.  [default: the nearest one above this folder]")]
Lang = Annotated[Literal["zh", "en"] | None, typer.Option("--lang", help="Language of messages. 输出语言。  [default: from LANG]")]
Reader = Annotated[
    Literal["auto", "offline", "llm", "both"] | None, typer.Option("--reader", help="Who reads. 读法。  [default: auto]")
]
Model = Annotated[str | None, typer.Option("--model", help="A model, or a profile of gouji.toml.", show_default=False)]
BaseUrl = Annotated[str | None, typer.Option("--base-url", help="The address of the model service.", show_default=False)]
Concurrency = Annotated[int | None, typer.Option("--concurrency", min=1, help="Model requests in flight.")]
MaxCost = Annotated[str | None, typer.Option("--max-cost", metavar="AMOUNT", help="Stop asking the model at this cost.")]
MaxTokens = Annotated[int | None, typer.Option("--max-tokens", min=1, help="Stop asking the model at so many tokens.")]
Organization = Annotated[str | None, typer.Option("--organization", help="Agencies with this in their name. 机关名称含此。")]
Years = Annotated[str | None, typer.Option("--year", metavar="YEAR[-YEAR]", help="Reports on these years. 报告年度。")]
Force = Annotated[bool, typer.Option("--force", help="Replace files that exist. 覆盖已有文件。")]
AsJson = Annotated[bool, typer.Option("--json", help="The figures as JSON.")]
Replay = Annotated[bool, typer.Option("--replay", help="Use only answers that a model gave before. 只用已有的模型答复。")]


def limits(replay: bool, max_cost: str | None, max_tokens: int | None) -> Limits:
    """The limits of a run. Raises UsageError for a cost that is no amount."""
    try:
        cost = None if max_cost is None else Decimal(max_cost)
        if cost is not None and not (cost.is_finite() and cost > 0):
            raise InvalidOperation
    except InvalidOperation:
        said = f"--max-cost: expected an amount such as 2.50, found {max_cost!r}"
        raise UsageError(said, "it is in the currency of the price table") from None
    return Limits(replay, cost, max_tokens)


def door(name: str) -> ModuleType:
    """The module of this package that does a command's work, imported when the command is run."""
    return import_module(f"extractor.{name}")


def years(text: str | None) -> tuple[int, int] | None:
    """The first and the last year of `2023` or `2019-2023`. Raises UsageError for what is neither."""
    if text is None:
        return None
    first, _, last = text.partition("-")
    if not all(len(year) == 4 and year.isdecimal() for year in (first, last or first)):
        raise UsageError(f"--year: expected a year or two, found {text!r}", "for example --year 2023 or --year 2019-2023")
    return int(first), int(last or first)


def answer(run: Callable[[Settings], int], config: Path | None, **options: Any) -> None:
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
