"""Reports to measure with: the gold set and invented reports of every layout, lengthened with prose to what agencies publish."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random

SHORTEST, LONGEST = 5_000, 12_000  # characters of a typical published report
INVENTED = 60  # reports of tests/synthetic.py in the mix, where the tests are there

_SECTION_ONE = re.compile(r"[一1]\s*[、.]\s*[^\n]{0,30}\n")
_SENTENCES = (
    "全年共召开专题会议{a}次，研究政务公开重点任务，把公开要求落实到办文、办会和办事的各个环节。",
    "通过门户网站发布各类动态{b}条，政务新媒体推送{c}条，总浏览量较上年增长{p}%。",
    "持续优化网站栏目设置，新增专栏{a}个，调整栏目{a}个，清理失效链接{c}处，方便企业和群众查阅。",
    "组织业务培训{a}期，参训人员{c}人次，经办人员的业务能力得到加强。",
    "严格执行先审后发制度，对拟发布的内容逐级审核，做到内容准确、程序规范、保存完整。",
    "围绕稳就业、优化营商环境、生态保护等重点领域，及时公布政策措施和执行进度。",
    "全年办理人大代表建议{a}件、政协提案{a}件，办理结果均按规定公布。",
    "完善政策解读机制，重要文件与解读材料同步起草、同步审签、同步发布，全年发布解读稿件{a}篇。",
    "政务服务热线受理群众来电{b}个，按时办结率{p}%，群众满意度进一步提高。",
    "将公开工作纳入年度绩效考核，分值权重不低于{d}%，对落实不力的股室提出整改要求。",
    "建立台账管理制度，定期开展自查，对发现的{a}个问题逐项整改，整改完成率{p}%。",
    "基层公开标准化规范化工作稳步推进，编制完善事项目录，涉及{a}个领域、{c}个事项。",
    "加强保密审查，明确审查责任和程序，全年未发生泄密事件。",
    "在便民服务中心设立查阅点，配备电脑、打印机等设备，为办事群众提供{c}次查阅服务。",
)


def reports(count: int, seed: int = 1) -> Iterator[bytes]:
    """So many different files; the same seed gives the same ones. Lengths are even between the shortest and the longest."""
    pool = _pool()
    for n in range(count):
        rng = Random(f"{seed}/{n}")
        text, encoding = pool[n % len(pool)]
        yield _lengthened(text, rng).encode(encoding, "replace")


@cache
def _pool() -> tuple[tuple[str, str], ...]:
    from extractor.inputs import decode

    gold = Path(__file__).parents[1] / "gold"
    raw = [(gold_report / "source.txt").read_bytes() for gold_report in sorted(gold.iterdir()) if gold_report.is_dir()]
    texts = [decode(data)[:2] for data in [*raw, *_invented()]]
    return tuple((text, encoding.split("+")[0]) for text, encoding in texts)


def _invented() -> Iterator[bytes]:
    try:
        from tests.synthetic import combinations, report
    except ImportError:  # an installed program has no tests beside it: the gold reports alone, then
        return
    for case in combinations(INVENTED, seed=7):
        text, _ = report(case.seed, case.layout, case.damage, faults=case.faults)
        yield text if isinstance(text, bytes) else text.encode("utf-8")


def _lengthened(text: str, rng: Random) -> str:
    """The report with paragraphs of prose put into its first section until it has a length drawn at random."""
    wanted = rng.randint(SHORTEST, LONGEST)
    paragraphs = [f"文号{rng.randrange(10**9)}。"]
    missing = wanted - len(text)
    while missing > 0:
        paragraph = "".join(_sentence(rng) for _ in range(rng.randint(3, 6)))
        paragraphs.append(paragraph)
        missing -= len(paragraph)
    end = "" if "\n" not in text.strip() else "\n"
    found = _SECTION_ONE.search(text)
    at = found.end() if found else text.rfind("\n", 0, len(text) // 10) + 1
    return text[:at] + "".join(f"　　{p}{end}" for p in paragraphs) + text[at:]


def _sentence(rng: Random) -> str:
    words = {"a": rng.randint(2, 40), "b": rng.randint(300, 9000), "c": rng.randint(20, 400), "d": rng.randint(4, 9), "p": rng.randint(80, 100)}
    return rng.choice(_SENTENCES).format(**words)
