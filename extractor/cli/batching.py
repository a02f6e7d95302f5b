"""`gouji batch`: the model at half the price, within a day."""

from __future__ import annotations

import typer

from extractor.cli.options import BaseUrl, Config, Content, Db, Lang, Model, Paths, Reader, answer, door

batch = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Ask the model at half the price, within a day 批量")


@batch.command("submit")
def batch_submit(
    paths: Paths,
    reader: Reader = None,
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

    answer(
        lambda settings: door("services.lane").submit(paths, settings), config,
        reader=reader, model=model, base_url=base_url, db=db, content=content, lang=lang,
    )


@batch.command("status")
def batch_status(model: Model = None, base_url: BaseUrl = None, db: Db = None, config: Config = None, lang: Lang = None) -> None:
    """How far the batches are 查看进度

    \b
    gouji batch status --model gpt-5-mini
    """

    answer(lambda settings: door("services.lane").status(settings), config, model=model, base_url=base_url, db=db, lang=lang)


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

    answer(
        lambda settings: door("services.lane").collect(settings), config, model=model, base_url=base_url, db=db, content=content, lang=lang
    )
