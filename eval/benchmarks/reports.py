"""Reports to measure with: the gold set and invented reports of every layout, lengthened with prose to what agencies publish."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random

SHORTEST, LONGEST = 2_500, 7_000  # characters of a typical published report
INVENTED = 60  # reports of tests/synthetic.py in the mix, where the tests are there
# Of real prose, fifteen figures and not two counted things stand in a thousand characters: most figures are dates and document numbers.
_SHARES = (0.68, 0.18, 0.14)  # plain, dated, counted

_SECTION_ONE = re.compile(r"[一1]\s*[、.]\s*[^\n]{0,30}\n")
_DATED = (
    "按照《中华人民共和国政府信息公开条例》（国务院令第711号）和《政府信息公开工作年度报告格式》（国办公开办函〔2021〕30号）要求编制本报告。",
    "{y}年{m}月，结合机构改革和人员变动情况，及时调整政务公开工作领导小组，明确由办公室牵头，各股室分工负责，保证工作不断档。",
    "落实{y}年政务公开工作要点，于{m}月底前制定任务分解表，逐项明确责任单位和完成时限，并在第{q}季度组织对照检查。",
    "自{y}年1月1日起至{y}年12月31日止的各类信息，均按规定在形成或者变更之日起20个工作日内予以公开，法律法规另有规定的从其规定。",
)
_COUNTED = (
    "全年共召开专题会议{a}次，研究政务公开重点任务，把公开要求落实到办文、办会和办事的各个环节，推动各项措施落地见效。",
    "通过门户网站发布各类动态{b}条，总浏览量较上年增长{p}%，政务新媒体的影响力进一步扩大，信息发布更加及时、更加规范。",
    "持续优化网站栏目设置，新增专栏{a}个，清理失效链接{c}处，方便企业和群众查阅，网站的可用性和易用性明显改善。",
    "组织业务培训{a}期，参训人员{c}人次，围绕条例规定、办理流程和常见问题逐一讲解，经办人员的业务能力得到加强。",
    "全年办理人大代表建议{a}件、政协提案{a}件，办理过程注重沟通协商，办理结果均按规定公布，接受社会监督。",
    "将公开工作纳入年度绩效考核，分值权重不低于{d}%，对落实不力的股室提出整改要求，并跟踪督促直至整改到位。",
    "在便民服务中心设立查阅点，配备电脑、打印机等设备，安排专人引导，为办事群众提供{c}次查阅服务。",
)
_PLAIN = (
    "严格执行先审后发制度，对拟发布的内容逐级审核，做到内容准确、程序规范、保存完整，切实防止表述错误和敏感内容外泄。",
    "围绕稳就业、优化营商环境、生态保护等重点领域，及时公布政策措施和执行进度，回应社会关注的热点难点问题。",
    "完善政策解读机制，重要文件与解读材料同步起草、同步审签、同步发布，综合运用图解、问答等形式，让群众看得懂、用得上。",
    "基层公开标准化规范化工作稳步推进，结合权责清单动态调整事项目录，统一公开内容、时限、方式和渠道。",
    "加强保密审查，明确审查责任和程序，坚持谁公开谁审查、事前审查和依法审查相结合，全年未发生泄密事件。",
    "健全主要领导亲自抓、分管领导具体抓、专人负责日常工作的责任体系，形成一级抓一级、层层抓落实的工作格局。",
    "进一步畅通受理渠道，规范登记、办理、答复、送达和归档等环节，答复文书使用统一格式，注重与来人沟通，力求便民高效。",
    "主动接受社会监督，认真听取人大代表、政协委员、企业和群众的意见建议，不断改进工作方法，提升服务质量。",
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
    kind = rng.choices((_PLAIN, _DATED, _COUNTED), _SHARES)[0]
    ranges = {"a": (2, 40), "b": (300, 9000), "c": (20, 400), "d": (4, 9), "p": (80, 100), "y": (2021, 2024), "m": (1, 12), "q": (1, 4)}
    return rng.choice(kind).format(**{name: rng.randint(*ends) for name, ends in ranges.items()})
