# ruff: noqa: E501 — a table of sentences
"""Sentences as annual reports write them, on every topic, with the claims that they make: a newcomer adds a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.readers.narrative import Vocabulary, load_vocabulary, read_claims
from extractor.record import Claim
from extractor.text import NormalisedText, Span

WORDS = Path(__file__).parent.parent / "rules" / "text" / "narrative.yaml"
BUREAU = "东屏县自然资源局"


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary(WORDS)


def short(claim: Claim) -> str:
    """`received 12`, `published.total >=271 (20+15)`, `handled 30 @whole_area`."""
    sign = {"exact": "", "at_least": ">=", "about": "~"}[claim.qualifier]
    parts = f" ({'+'.join(map(str, claim.parts))})" if claim.parts else ""
    scope = "" if claim.scope == "own" else f" @{claim.scope}"
    return f"{claim.topic.removeprefix('requests.')} {sign}{claim.value}{parts}{scope}"


SENTENCES = """
2023年度,我局共登记政府信息公开申请17件,均已办复。 | received 17
全年累计受理各类政府信息公开申请33件,同比下降8.3%。 | received 33
2023年1月1日至12月31日,共收到公众提出的信息公开申请26件。 | received 26
报告期内我局新收政府信息公开申请41件,上年度结转2件,合计43件。 | received 41; carried_in 2
2023年度收到并受理政府信息公开申请12件。 | received 12
我局本年度收到的政府信息公开申请量为58件。 | received 58
政府信息公开申请方面,全年受理24件。 | received 24
共有5名公民向我局提出政府信息公开申请。 | -
2023年我局共收到网络申请5件、信函申请3件,共计8件。 | -
我局2023年共接收政府信息公开申请9件,其中自然人8件、企业1件。 | received 9 (8+1)
本年度收到依申请公开申请11件,已全部按时答复申请人。 | received 11
2023年,东屏县自然资源局收到政府信息公开申请64件,较2022年的71件减少7件。 | received 64
收到政府信息公开申请64件(2022年为71件)。 | received 64
2023年未收到任何公民、法人或其他组织的信息公开申请。 | received 0
年内没有公民或组织向本机关提出公开政府信息的申请。 | received 0
本年度无人向我局提出政府信息公开申请。 | received 0
2023年度,我局政府信息公开申请受理数为0。 | received 0
全年我局无依申请公开事项,也未发生行政复议和行政诉讼。 | received 0; disputes.review 0; disputes.suit 0
2023年我局既未收到政府信息公开申请,也没有上年结转的申请。 | received 0; carried_in 0
本年度没有收到以信函形式提出的申请。 | -
未收到法人提出的政府信息公开申请。 | -
全年未收到涉及商业秘密的政府信息公开申请。 | -
共办理政府信息公开申请43件,其中予以公开20件、部分公开5件、不予公开6件、无法提供9件、不予处理2件、其他处理1件。 | handled 43; granted 20; partly_granted 5; denied 6; unavailable 9; not_processed 2; other 1
43件申请中,予以公开20件,不予公开6件。 | -
全年办结政府信息公开申请43件,其中:予以公开20件(含部分公开5件),不予公开6件。 | handled 43; granted 20; partly_granted 5; denied 6
对收到的12件政府信息公开申请,予以公开7件,部分公开2件,无法提供3件。 | received 12; granted 7; partly_granted 2; unavailable 3
已答复政府信息公开申请36件,其余2件结转2024年办理。 | handled 36; carried_out 2
截至2023年底,尚有2件政府信息公开申请结转至下一年度办理。 | carried_out 2
全年结转下年度继续办理的政府信息公开申请3件。 | carried_out 3
受理政府信息公开申请17件,办结16件,1件转入下年办理。 | received 17; handled 16; carried_out 1
上年结转的3件政府信息公开申请已全部办结。 | carried_in 3
无结转至下年度的申请。 | carried_out 0
收到政府信息公开申请10件,无上年结转,无结转下年。 | received 10; carried_in 0; carried_out 0
本年度因政府信息公开引发行政复议案件4件,其中维持3件、纠正1件;行政诉讼案件2件。 | disputes.review 4; disputes.suit 2
2023年,我局因政府信息公开被申请行政复议2起,均维持原答复;被提起行政诉讼1起,正在审理。 | disputes.review 2; disputes.suit 1
政府信息公开类行政复议案件零发生。 | -
全年涉及我局政府信息公开的行政复议案件1件,无行政诉讼案件。 | disputes.review 1; disputes.suit 0
本年度未产生涉及政府信息公开的行政复议,发生行政诉讼1件。 | disputes.review 0; disputes.suit 1
未发生因政府信息公开引起的行政诉讼,收到行政复议1件。 | disputes.suit 0; disputes.review 1
未有因政府信息公开引起的行政复议或行政诉讼案件发生。 | disputes.review 0; disputes.suit 0
全年没有公民、法人和其他组织因政府信息公开对我局提起行政复议、行政诉讼。 | disputes.review 0; disputes.suit 0
2023年度无针对本机关的政府信息公开行政复议案件。 | disputes.review 0
2023年我局未被申请政府信息公开行政复议。 | disputes.review 0
因信息公开被申请复议的有2件,提起诉讼的有1件。 | disputes.review 2; disputes.suit 1
本机关作为被告的政府信息公开行政诉讼案件3件,均胜诉。 | disputes.suit 3
办理行政复议答复案件15件,行政应诉案件22件。 | -
2023年共制定行政规范性文件4件,全部按要求公开并解读。 | normative.issued 4
我局本年度出台规范性文件1份,废止1份。 | normative.issued 1; normative.repealed 1
截至年底,我局现行有效行政规范性文件共计18件。 | normative.in_force 18
2023年未制定出台行政规范性文件。 | normative.issued 0
年内未新增、未废止行政规范性文件。 | normative.repealed 0
全年制定规范性文件征求意见稿5件。 | -
全年主动公开规范性文件5件、政策解读5件。 | -
2023年作出行政许可决定1,203件,行政处罚决定88件,未实施行政强制。 | licence.decided 1203; penalty.decided 88; coercion.decided 0
我局全年共办理行政许可事项21项。 | -
依法公示行政处罚决定书35份。 | -
全年立案查处违法案件41件,作出行政处罚39件。 | penalty.decided 39
本年度实施行政强制措施2起。 | coercion.decided 2
全年行政许可办件量1203件。 | licence.decided 1203
实施行政处罚12起,收缴罚款3.2万元。 | penalty.decided 12
2023年行政事业性收费总额为0元。 | fee.amount 0
行政事业性收费金额1.35亿元。 | fee.amount ~13500
本年收取行政事业性收费(含不动产登记费)36.2万元。 | fee.amount 36.2
全年未产生政府信息公开收费。 | processing_fee 0
本年度,我局未发生信息处理费收费情况。 | processing_fee 0
依申请公开信息处理费收取情况:2023年收取信息处理费0元。 | processing_fee 0
对2件申请收取信息处理费共计460元。 | processing_fee 460
全年主动公开政府信息2,310条,其中门户网站公开1,800条,微信公众号公开510条。 | published.total 2310 (1800+510)
2023年我局主动公开各类政府信息共1500余条。 | published.total >=1500
年内主动公开政府信息达到3200条,同比增长5%。 | published.total 3200
全年在县政府网站发布信息860条,在微信公众号发布信息420条。 | -
主动公开政府信息约2.3万条。 | published.total ~23000
2023年主动公开信息640条,其中公开机构信息12条、财政信息8条、政策文件20条,其他信息600条。 | published.total 640 (12+8+20+600)
微信公众号全年推送信息365条。 | -
政务新媒体发布信息1200余条。 | -
全年共发布各类政务信息960条,阅读量达12万人次。 | published.total 960
2023年度共公开政府信息778条次。 | published.total 778
我局收到12345热线转办申请35件,均已办结。 | -
受理不动产登记申请1.2万件。 | -
办理网上信访件23件,答复23件。 | -
收到人大建议12件,办结12件,答复率100%。 | -
组织信息公开培训2次,培训人员56人次,考核1次。 | -
网站“依申请公开”栏目收到留言15条。 | -
接待现场查阅政府信息群众46人次,电话咨询120次。 | -
政府信息公开申请平均办理时长12个工作日。 | -
20个工作日内答复率100%,延期答复3件。 | -
开展政府信息公开自查2次,整改问题6个。 | -
更新政府信息公开指南1次、目录2次。 | -
对15件公文进行公开属性源头认定,其中主动公开8件、依申请公开4件、不予公开3件。 | -
全年审核公开属性120件,其中不予公开类15件,公开类105件。 | -
依申请公开文件12件。 | -
征集意见建议26条,采纳10条并公开。 | -
公开建议提案答复22件。 | -
全年共收到信息公开申请32件,其中同意公开21件,不予公开5件,信息不存在6件。 | received 32; granted 21; denied 5; unavailable 6
全年受理申请公开信息32宗,答复32宗,答复率达到100%。 | received 32; handled 32
共收到政府信息公开申请叁件。 | -
2023年共收到政府信息公开申请二十件,办结十九件,一件结转下年。 | received 20; handled 19; carried_out 1
收到政府信息公开申请近30件。 | received ~30
收到政府信息公开申请30件左右。 | received ~30
收到政府信息公开申请至少30件。 | received >=30
我局全年办理依申请公开信息15件,其中网上申请12件、当面申请3件。 | handled 15
我局依申请公开信息15条,主动公开信息200条。 | published.total 200
全年共答复依申请公开15件,其中公开9件、不存在4件、非本机关2件。 | handled 15
2023年我局依申请公开受理件15件。 | -
依申请公开方面。2023年共收到申请15件,按时办结14件,另有1件按规定延期至2024年办理。 | received 15; handled 14
全年收到政府信息公开申请15件,按期办结率100%,未发生投诉、行政复议和行政诉讼。 | received 15; disputes.review 0; disputes.suit 0
全年收到政府信息公开申请15件次,涉及土地征收9件次、规划许可4件次、其他2件次。 | received 15
我局高度重视依申请公开工作,收到的15件申请全部在法定期限内答复。 | received 15
2023年,我局收到县政府办转来政府信息公开申请3件。 | -
受县政府办委托,代拟政府信息公开答复6件。 | -
2023年,我局协助县政府办理依申请公开7件。 | handled 7 @unknown
我局收到政府信息公开申请25件,比去年同期增加10件,其中涉及历史遗留问题5件。 | received 25
我局共受理政府信息公开申请25件,均在规定期限内办结,未收取任何费用。 | received 25; processing_fee 0
2021年、2022年、2023年分别收到政府信息公开申请10件、12件、25件。 | -
近三年来,我局共收到政府信息公开申请47件。 | -
自2008年条例施行至今,共收到政府信息公开申请470件。 | -
第四季度收到政府信息公开申请7件。 | -
12月份收到政府信息公开申请2件。 | -
除依法不予公开的3件外,其余均予以公开。 | -
收到政府信息公开申请5件、咨询30件、投诉2件。 | received 5
[临湖市交通运输局]2023年,临湖市交通运输局共受理政府信息公开申请19件,上年结转1件,办结18件,结转下年2件。 | received 19; carried_in 1; handled 18; carried_out 2
[临湖市交通运输局]市交通局全年作出行政许可决定2306件、行政处罚决定415件。 | licence.decided 2306; penalty.decided 415
[临湖市交通运输局]市交通运输综合行政执法支队作出行政处罚决定415件。 | penalty.decided 415 @unknown
[临湖市交通运输局]2023年未有群众向我局申请公开政府信息。 | received 0
[临湖市交通运输局]2023年无公民、法人、其他组织向市交通运输局申请获取政府信息。 | received 0
[临湖市交通运输局]没有单位和个人向临湖市交通运输局提出信息公开申请。 | received 0
[临湖市交通运输局]未发生针对临湖市交通运输局的政府信息公开行政复议和行政诉讼案件。 | disputes.review 0; disputes.suit 0
[临湖市交通运输局]省交通运输厅收到政府信息公开申请300件,我局收到19件。 | received 300 @unknown; received 19
[临湖市人民政府]市政府全年制发行政规范性文件8件,废止2件,现行有效61件。 | normative.issued 8; normative.repealed 2; normative.in_force 61
[临湖市人民政府]未发生针对临湖市人民政府的政府信息公开行政诉讼。 | disputes.suit 0
[临湖市金沙街道办事处]金沙街道2023年收到政府信息公开申请2件,均已办结。 | received 2
[临湖市金沙街道办事处]街道办事处全年未收到依申请公开件。 | received 0
[临湖市金沙街道办事处]全街道未发生因政府信息公开被申请行政复议的情况。 | disputes.review 0
[临湖市金沙街道办事处]市政府收到政府信息公开申请80件。 | received 80 @unknown
2023年全年,我局新收到申请人提交的政府信息公开申请36件,其中通过网站提交30件、信函提交6件。 | received 36
本年共收到政府信息公开申请36件(其中:自然人30件,企业6件),上年结转申请4件。 | received 36; carried_in 4
依申请公开工作情况:全年共收到申请36件,办结率100%。 | received 36
在依申请公开工作方面,我局今年共收到36件申请。 | received 36
从办理结果看,予以公开20件,占55.6%;部分公开6件,占16.7%;不予公开10件,占27.8%。 | -
全年收到政府信息公开申请36件。从办理结果看,予以公开20件,占55.6%;部分公开6件,占16.7%;不予公开10件,占27.8%。 | received 36; granted 20; partly_granted 6; denied 10
收到政府信息公开申请36件,其中申请内容为土地征收的20件、规划许可的16件。 | received 36
收到申请36件次,全部按时答复,答复率100%,未发生因答复引发的行政复议、行政诉讼案件。 | disputes.review 0; disputes.suit 0
全年没有一起因信息公开被提起的行政诉讼。 | disputes.suit 0
全年共发生政府信息公开行政复议2件,同比减少1件;行政诉讼1件,同比持平。 | disputes.review 2; disputes.suit 1
涉及信息公开的行政复议2件(其中维持1件、驳回1件),无行政诉讼。 | disputes.review 2; disputes.suit 0
全年信息公开行政复议案件2起、行政诉讼案件0起。 | disputes.review 2; disputes.suit 0
政府信息公开行政复议案件被纠正0件。 | -
没有因政府信息公开工作不当被追究责任的情形。 | -
没有因信息公开引发的举报、投诉、行政复议、行政诉讼。 | disputes.review 0; disputes.suit 0
全年行政许可受理1500件,办结1480件。 | -
本年度行政处罚处理决定数量为29件,行政强制处理决定数量为0件。 | penalty.decided 29; coercion.decided 0
全年依法作出各类行政许可1500余件。 | licence.decided >=1500
全年查处案件29宗,罚没款120万元。 | -
办理建设工程规划许可89件。 | -
当年制发规范性文件0件,废止0件。 | normative.issued 0; normative.repealed 0
2023年我局行政事业性收费收入为1,286.5万元,同比下降3%。 | fee.amount 1286.5
停征行政事业性收费3项。 | -
信息处理费收取0元。 | processing_fee 0
2023年我局依申请公开未收取信息处理费。 | processing_fee 0
我局未向申请人收取任何信息公开费用。 | processing_fee 0
通过各类平台公开政府信息共计2,156条。 | published.total 2156
2023年,全局主动公开政府信息2156条,其中,通过政府网站公开1956条,通过政务新媒体公开200条。 | published.total 2156 (1956+200)
全年共主动公开政府信息2156条,比上年增长6.2%;其中局网站1956条、其他渠道200条。 | published.total 2156 (1956+200)
主动公开财政预决算、三公经费信息12条。 | -
全年发布政策解读21条,回应关切8次。 | -
2023年我局主动公开文件45件。 | -
政府信息公开申请数量同比增长12件。 | -
近两年收到政府信息公开申请分别为15件和22件。 | -
2023年上半年收到申请公开政府信息8件。 | -
2023年1月至12月,我局收到政府信息公开申请8件。 | received 8
2023年12月,我局收到政府信息公开申请1件。 | -
截止2023年12月31日,我局共受理政府信息公开申请8件。 | received 8 @unknown
2023年我局依申请办结政务服务事项8900件。 | -
办理依申请类政务服务8900件,其中网办8000件。 | -
收到民生诉求工单560件,办结556件。 | -
对5名逾期答复申请的责任人进行了约谈。 | -
我局配备3名专职人员负责政府信息公开申请受理。 | -
受理窗口2个,申请渠道4种。 | -
收到政府信息公开申请的单位有12个。 | -
全年审查拟公开信息600条,不予公开3条。 | -
要求3个部门对政府信息公开申请限时答复。 | -
全年政府信息公开申请答复延期2件。 | -
"""


@pytest.mark.parametrize("line", SENTENCES.strip().splitlines())
def test_a_sentence_makes_the_claims_that_a_person_reads_in_it(line: str, vocabulary: Vocabulary) -> None:
    said, expected = line.split(" | ")
    name, _, sentence = said.rpartition("]")
    claims = read_claims(NormalisedText.plain(sentence), [Span(0, len(sentence))], 2023, name.lstrip("[") or BUREAU, vocabulary)
    wanted = [] if expected == "-" else sorted(expected.split("; "))
    assert sorted(map(short, claims)) == wanted
