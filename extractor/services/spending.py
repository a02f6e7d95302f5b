"""What `gouji runs` prints: what was read when, what was asked of which model for it, and what it cost."""

from __future__ import annotations

from extractor.errors import UsageError
from extractor.services.ledger import Ledger, Run, Spending
from extractor.settings import Settings
from extractor.typeset import printable
from extractor.words import either

ERRORS = 10


def runs(number: int | None, settings: Settings) -> int:
    """0 once every run is listed, the latest first, or one is told in full. Raises UsageError where there is no such run."""
    with Ledger(settings.db, create=False) as ledger:
        known = ledger.runs()
        if number is None:
            for run in known:
                print(printable(_line(run, settings.lang)))
            if not known:
                print(settings.say("尚无运行记录", "no runs yet"))
            return 0
        chosen = next((run for run in known if run.id == number), None)
        if chosen is None:
            raise UsageError(f"{settings.db}: no run {number}", "list them with `gouji runs`")
        _told(chosen, ledger, settings.lang)
    return 0


def _line(run: Run, lang: str) -> str:
    outcome = run.outcome or either(lang, "未结束（被终止或仍在运行）", "did not end (killed, or still running)")
    documents = either(lang, f"{run.documents} 份", f"{run.documents} document{'s' * (run.documents != 1)}")
    spent = _spent(run.spending, lang) if run.spending.requests else either(lang, "未用模型", "no model")
    parts = (f"{run.id:>4}", run.started[:16].replace("T", " "), run.reader, outcome, documents, run.models, spent)
    return "  ".join(part for part in parts if part)


def _told(run: Run, ledger: Ledger, lang: str) -> None:
    print(printable(_line(run, lang)))
    print(printable(f"      {run.command}"))
    if not run.spending.requests:
        return
    print(either(lang, "按任务和原因：", "by task and reason:"))
    for task, reason, spending in ledger.by_reason(run.id):
        print(f"  {task:12} {reason:8} {_spent(spending, lang)}")
    print(either(lang, "按文件：", "by document:"))
    for path, spending in ledger.by_document(run.id):
        print(printable(f"  {path}  {_spent(spending, lang)}"))
    errors = ledger.errors(run.id)
    if errors:
        print(either(lang, "出错：", "went wrong:"))
    for error, count in errors[:ERRORS]:
        print(printable(f"  {count}×  {error}"))
    if len(errors) > ERRORS:
        print(either(lang, f"  另有 {len(errors) - ERRORS} 种", f"  {len(errors) - ERRORS} more kinds"))


def _spent(spending: Spending, lang: str) -> str:
    cached = f" ({either(lang, '缓存', 'cached')} {spending.tokens_cached})" if spending.tokens_cached else ""
    tokens = f"{spending.tokens_in}{cached} + {spending.tokens_out} {either(lang, '词元', 'tokens')}"
    requests = either(lang, f"{spending.requests} 次请求", f"{spending.requests} request{'s' * (spending.requests != 1)}")
    return f"{requests}  {tokens}  {cost(spending, lang)}"


def cost(spending: Spending, lang: str) -> str:
    """The cost in words: what is not known is said to be unknown."""
    known = f"{spending.cost.normalize():f} {spending.currency or ''}".strip()
    if not spending.unknown:
        return known if spending.answered else either(lang, "无费用", "free of charge")
    if spending.currency is None:
        return either(lang, "费用未知", "cost unknown")
    return either(lang, f"{known}，另有 {spending.unknown} 次费用未知", f"{known} and {spending.unknown} of unknown cost")
