# ruff: noqa: E501 — tables of sentences
"""An agency is held to its own figures alone: what looks like one and is another's, another year's or another thing's is not its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.readers.narrative import Vocabulary, load_vocabulary, read_claims
from extractor.text import NormalisedText, Span

WORDS = Path(__file__).parent.parent / "rules" / "text" / "narrative.yaml"
BUREAU = "东屏县自然资源局"


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary(WORDS)


def own(text: str, organization: str, vocabulary: Vocabulary) -> list[str]:
    claims = read_claims(NormalisedText.plain(text), [Span(0, len(text))], 2023, organization, vocabulary)
    return sorted(f"{claim.topic.removeprefix('requests.')} {claim.value}" for claim in claims if claim.scope == "own")


ANOTHERS = """
市自然资源局共收到政府信息公开申请800件。
县自然资源局系统全年收到政府信息公开申请80件。
省自然资源厅受理政府信息公开申请1200件。
西屏县自然资源局收到政府信息公开申请30件。
全县共收到政府信息公开申请130件。主要涉及征地拆迁等。办结128件,予以公开100件。
全县共收到政府信息公开申请130件。全年办结128件。
县自然资源局下属单位共收到政府信息公开申请9件。
全市自然资源系统因政府信息公开被申请行政复议12件,被提起行政诉讼8件。
我局及下属单位共收到政府信息公开申请9件。
我局与县水利局共收到政府信息公开申请9件。
我局指导各乡镇办理政府信息公开申请45件。
我局督促各科室主动公开政府信息400条。
县政府法制机构收到政府信息公开行政复议申请12件。
县人民法院受理政府信息公开行政诉讼案件20件。
我局作为复议机关办理政府信息公开行政复议案件12件。
公文公开属性:公开类80件、依申请公开类12件、不予公开类3件。
不予公开类公文3件。
对120件公文标注公开属性,主动公开100件,依申请公开15件,不予公开5件。
经审查,拟不予公开的文件5件。
办理政协提案12件,其中予以公开9件,不予公开3件。
建议提案办理结果予以公开15件。
举办依申请公开培训3次,参加培训80人次,收到问卷56份。
去年收到政府信息公开申请9件,办结9件。
上年度共收到政府信息公开申请9件。
2022年度收到政府信息公开申请9件,予以公开5件,不予公开1件。
2022年未收到政府信息公开申请。
十三五期间共收到政府信息公开申请90件。
截至目前,累计收到政府信息公开申请90件,累计办结88件。
历年累计结转3件。
自网站开通以来共公开政府信息8600条。
门户网站累计公开政府信息86000条。
通过政务服务平台受理政府信息公开申请3件。
通过邮寄方式收到政府信息公开申请3件。
行政复议、行政诉讼共计5件。
予以公开和部分公开共15件。
行政许可和行政处罚共计500件。
制定规章、规范性文件5件。
以县政府和县政府办名义制发行政规范性文件6件。
为县政府代拟行政规范性文件3件。
全县现行有效行政规范性文件86件。
县司法局审查备案行政规范性文件30件。
我局起草并由县政府印发规范性文件2件。
各执法大队作出行政处罚520件。
全县自然资源系统作出行政处罚520件。
公开行政处罚信息520条、行政许可信息1200条。
行政处罚案卷评查35件。
办理行政处罚听证2件。
撤销行政许可3件、注销行政许可8件。
延续行政许可12件。
办理行政强制执行申请3件。
全县行政事业性收费收入3500万元。
免征行政事业性收费12项,减轻企业负担36万元。
代收行政事业性收费36万元。
处理费用纠纷3件,涉及金额12万元。
如收到政府信息公开申请5件以上,应当上报。
预计2024年政府信息公开申请将超过20件。
目标是政府信息公开申请按时答复率100%,行政复议、行政诉讼零败诉。
兄弟单位县水利局未收到政府信息公开申请。
个别单位全年未收到政府信息公开申请。
部分乡镇全年未发布政府信息。
有3个单位全年没有收到政府信息公开申请。
12个部门未收到政府信息公开申请,其余部门共收到45件。
县直各单位没有收到政府信息公开申请的有8个。
东屏县柳河镇人民政府|县政府共收到政府信息公开申请80件。
东屏县柳河镇人民政府|各村收到政府信息公开申请3件。
东屏县柳河镇人民政府|镇财政所收到政府信息公开申请3件。
东屏县柳河镇人民政府|全县共收到政府信息公开申请80件。
澄陵市澄岭区教育局|市教育局共收到政府信息公开申请80件。
澄陵市澄岭区教育局|澄陵市教育局受理政府信息公开申请80件。
澄陵市澄岭区人民政府|区政府办公室受理政府信息公开申请8件。
澄陵市澄岭区人民政府|市政府受理政府信息公开申请800件。
澄陵市澄岭区人民政府|区各部门受理政府信息公开申请800件。
澄陵市澄岭区人民政府|全区共收到政府信息公开申请800件,其中区政府及区政府办收到30件,各街道收到100件。
澄陵市人民政府办公室|市政府收到政府信息公开申请120件。
东屏县卫生健康委员会|县疾控中心收到政府信息公开申请2件。
东屏县卫生健康委员会|县人民医院、县中医院主动公开政府信息200条。
全县共收到政府信息公开申请130件,办结128件。加强对各单位的指导。因政府信息公开被申请行政复议12件,被提起行政诉讼8件。
据统计,全县各级行政机关收到政府信息公开申请130件,予以公开80件,不予公开12件。
在县政府办的统筹下,各单位办结申请128件。
作为县政务公开主管部门,我办统计全县受理政府信息公开申请130件。
上级部门共转来政府信息公开申请3件。
与上年度的12件政府信息公开申请相比,减少了4件。
全年网站受理政府信息公开申请3件,窗口受理5件。
自然人提出政府信息公开申请6件,予以公开4件。
对外公布咨询电话3个,答复咨询120件。
依申请公开指南修订1次,办理流程优化2项,答复模板统一5个。
公文公开属性中不予公开10件,依申请公开30件。
全年制发公文100件,不予公开10件,已逐件说明理由。
下属事业单位未发生行政复议、行政诉讼。
县城管局移交我局行政处罚案件12件。
委托镇街实施行政处罚56件。
行政处罚信息公示率100%,公示行政处罚56件。
县政府现行有效行政规范性文件86件。
公开县政府规范性文件12件。
协助县政府出台规范性文件2件。
向县司法局报备规范性文件2件。
参与制定省级规范性文件1件。
我局牵头起草,以县政府办公室名义印发行政规范性文件3件。
涉企行政事业性收费减免36万元。
行政事业性收费标准公示12项。
"""


@pytest.mark.parametrize("sentence", ANOTHERS.split())
def test_what_others_did_is_never_the_agencys_own(sentence: str, vocabulary: Vocabulary) -> None:
    organization, _, text = sentence.rpartition("|")
    assert own(text, organization or BUREAU, vocabulary) == []


BESIDE = """
市局全年受理政府信息公开申请800件,我局6件。 | received 6
收到政府信息公开申请4件。办理热线工单120件,其中办结118件,不予受理2件。 | received 4
收到政府信息公开申请4件。全年受理网民留言56件,答复56件。 | received 4
收到政府信息公开申请4件。收到群众来信20件,答复20件。 | received 4
收到政府信息公开申请4件。收到业务咨询申请20件,办结20件。 | received 4
与2022年收到的政府信息公开申请9件相比,2023年收到12件。 | received 12
[澄陵市澄岭区教育局]区教育局受理政府信息公开申请8件。 | received 8
[澄陵市人民政府办公室]市政府办公室受理政府信息公开申请8件,以市政府名义答复20件。 | received 8
[东屏县卫生健康委员会]县卫健委收到政府信息公开申请2件。 | received 2
2022年收到12件,2023年收到政府信息公开申请8件。 | received 8
全年收到政府信息公开申请8件(上年度12件)。 | received 8
去年,我局收到政府信息公开申请9件;今年收到8件。 | received 8
收到政府信息公开申请8件。其中,通过网络收到5件,办结5件;信函收到3件,办结3件。 | received 8
收到政府信息公开申请8件。受理行政复议案件12件,办结10件。 | received 8
收到政府信息公开申请8件。处理信访件20件,答复20件,不予受理2件。 | received 8
收到政府信息公开申请8件。全年受理举报投诉56件,办结56件。 | received 8
收到政府信息公开申请8件。办理“我为群众办实事”20件,办结18件。 | received 8
收到政府信息公开申请8件。全年收到建议12件,采纳8件,予以公开12件。 | received 8
收到政府信息公开申请8件。全年收文1200件,办理1200件。 | received 8
收到政府信息公开申请8件。人大代表建议12件、政协提案8件均已办结,办结20件,公开20件。 | received 8
收到政府信息公开申请8件。受理营业执照申请300件,办结300件。 | received 8
收到政府信息公开申请8件。受理补贴申请300件,不予处理3件。 | received 8
对拟制公文标注公开属性,主动公开30件、依申请公开20件、不予公开5件。全年收到政府信息公开申请8件,予以公开6件。 | received 8; granted 6
发文100件,其中主动公开类60件,依申请公开类30件,不予公开类10件。收到政府信息公开申请8件,不予公开1件。 | received 8; denied 1
收到政府信息公开申请8件。全年制发公文100件,不予公开10件。 | received 8
收取诉讼费120元、信息处理费0元。 | processing_fee 0
"""


@pytest.mark.parametrize("line", BESIDE.strip().splitlines())
def test_the_agencys_own_figure_is_found_beside_the_others(line: str, vocabulary: Vocabulary) -> None:
    text, expected = line.split(" | ")
    name, _, sentence = text.rpartition("]")
    assert own(sentence, name.lstrip("[") or BUREAU, vocabulary) == sorted(expected.split("; "))


WRAPPED = [
    ("本年度作出行政处罚1115\n起。加强政策解读。", "penalty.decided 1115"),
    ("严格执行保密审查程序,凡公开必审查。报告期内,未\n收到信息公开申请。", "received 0"),
    ("加强政策解读,采用图表等形式。在依申请\n公开方面,2023年接收申请8宗,其中:决定予\n以公开的有1宗;不予公开3宗。", "denied 3; granted 1; received 8"),
    ("2023年收到依申请公开申请数量为48028\n,上一年度结转2789件,已办结50681件。", "carried_in 2789; handled 50681; received 48028"),
    ("截至2023\n年底,现行有效规范性文件47个。", "normative.in_force 47"),
    ("(二)2023年新收到信息公开\n申请12件。", "received 12"),
    ("一、总体情况 主动公开 本年度行政许可处理决定 8件。 2.依申请公开情况 2023年收到政府信息公开申请3件。", "licence.decided 8; received 3"),
    ("六、其他需要报告的事项 县自然资源局2023年未收取信息处理费。", "processing_fee 0"),
]


@pytest.mark.parametrize(("text", "expected"), WRAPPED)
def test_a_sentence_is_read_across_its_lines_and_parted_from_its_heading(text: str, expected: str, vocabulary: Vocabulary) -> None:
    assert own(text, BUREAU, vocabulary) == expected.split("; ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收到政府信息公开申请数量5\n件数说明见附件\n", ["received 5"]),
        ("(二)依申请公开情况\n收到政府信息公开申请5件\n予以公开3件\n无法提供2件\n", ["granted 3", "received 5", "unavailable 2"]),
    ],
)
def test_the_items_of_a_list_stay_apart(text: str, expected: list[str], vocabulary: Vocabulary) -> None:
    assert own("依申请公开工作。" + text, BUREAU, vocabulary) == expected
