# ruff: noqa: E501 — tables of sentences
"""What the prose of a report claims, and the many figures beside it that claim nothing of the kind."""

from __future__ import annotations

import re
import time
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.errors import ContentError
from extractor.readers import narrative
from extractor.readers.narrative import Vocabulary, load_vocabulary, read_claims
from extractor.record import Claim
from extractor.text import NormalisedText, Span

WORDS = Path(__file__).parent.parent / "rules" / "text" / "narrative.yaml"
AGENCY = "东屏县自然资源局"


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary(WORDS)


def read(text: str, vocabulary: Vocabulary, organization: str = AGENCY, year: int | None = 2023) -> tuple[Claim, ...]:
    return read_claims(NormalisedText.plain(text), [Span(0, len(text))], year, organization, vocabulary)


def short(claim: Claim) -> str:
    """`received 12`, `published.total >=271 (20+15)`, `handled 30 @whole_area`."""
    sign = {"exact": "", "at_least": ">=", "about": "~"}[claim.qualifier]
    parts = f" ({'+'.join(map(str, claim.parts))})" if claim.parts else ""
    scope = "" if claim.scope == "own" else f" @{claim.scope}"
    return f"{claim.topic.removeprefix('requests.')} {sign}{claim.value}{parts}{scope}"


def check(text: str, expected: str, vocabulary: Vocabulary, organization: str = AGENCY) -> None:
    wanted = sorted(part.strip() for part in expected.split(";") if part.strip())
    assert sorted(map(short, read(text, vocabulary, organization))) == wanted


def cases(text: str) -> list[object]:
    """Lines of `id | sentence | claims` as test parameters."""
    found = []
    for line in text.strip().splitlines():
        name, sentence, expected = (part.strip() for part in line.split(" | "))
        found.append(pytest.param(sentence.replace("\\n", "\n"), "" if expected == "-" else expected, id=name))
    return found


RECEIVED = """
verb-noun-number | 2023年,我局共收到政府信息公开申请12件。 | received 12
verb-number-noun | 2023年,我局共收到12件政府信息公开申请。 | received 12
verb-number-of-noun | 全年受理了7宗信息公开申请,均按时答复。 | received 7
number-of-it-is | 本年度受理依申请公开数量为5。 | received 5
colon | 本年新收政府信息公开申请数量:19件。 | received 19
noun-then-total | 政府信息公开申请总数为31件。 | received 31
noun-alone | 2023年政府信息公开申请6件,已全部办理完毕。 | received 6
unit-fen | 全年收到公开政府信息的申请9份。 | received 9
unit-tiao | 年内收到群众依申请公开政府信息4条,并逐条作了答复。 | received 4
unit-qi | 本年度,本机关受理政府信息公开申请3起。 | received 3
unit-ci | 全年共受理信息公开申请11次。 | received 11
no-unit | 收到依申请公开申请数为2,均已答复。 | received 2
chinese-numeral | 本年度收到政府信息公开申请二十三件。 | received 23
chinese-two | 全年仅收到两件政府信息公开申请。 | received 2
chinese-hundred | 全年共接收政府信息公开申请一百零五件。 | received 105
separator | 本年度共收到政府信息公开申请1,234件。 | received 1234
ten-thousands | 全年收到政府信息公开申请1.2万件。 | received 12000
applicants-all | 受理公民、法人和其他组织提出的政府信息公开申请18件。 | received 18
apply-to-disclose | 本年共受理申请公开政府信息22件。 | received 22
on-request-with-verb | 全年收到依申请公开5件,皆按期办理。 | received 5
newly-accepted | 2023年新受理政府信息公开申请8件。 | received 8
in-brackets-carried | 本年度共收到公开申请46件(上年结转2件,结转下年度5件)。 | received 46; carried_in 2; carried_out 5
number-after-bracket | 收到政府信息公开申请(含上年结转2件)14件。 | carried_in 2; received 14
at-least-yu | 全年收到政府信息公开申请30余件。 | received >=30
at-least-duo | 收到20多件政府信息公开申请。 | received >=20
at-least-above | 受理信息公开申请50件以上。 | received >=50
at-least-over | 受理信息公开申请超过50件。 | received >=50
about | 全年收到政府信息公开申请约40件。 | received ~40
nearly | 全年受理政府信息公开申请近百件,其中网上申请居多。 | -
nearly-digits | 全年受理政府信息公开申请近100件。 | received ~100
spaces | 2023 年 我局 收到 政府信息公开申请 6 件 。 | received 6
zero-number | 全年收到政府信息公开申请0件。 | received 0
several-channels-together | 通过网上提交、信函、当面递交等方式共收到政府信息公开申请15件。 | received 15
received-and-answered | 收到政府信息公开申请10件,答复10件。 | received 10; handled 10
received-and-done-in-one | 收到并办结政府信息公开申请5件。 | received 5; handled 5
handled-only | 本年度共办理依申请公开事项16件。 | handled 16
finished-number-first | 收到申请公开政府信息9件,9件均已按期办结。 | received 9; handled 9
handled-number-is | 受理政府信息公开申请数量为7,办结数量为6。 | received 7; handled 6
respectively | 全年收到、办结政府信息公开申请分别为12件、11件。 | received 12; handled 11
new-of-all | 全年共收到政府信息公开申请15件,其中新收12件,上年度结转3件。 | received 15; received 12; carried_in 3
all-balance | 新收政府信息公开申请12件,上年结转3件,共办结14件,结转下年度1件。 | received 12; carried_in 3; handled 14; carried_out 1
carried-over-to-explicit-year | 2022年结转政府信息公开申请2件,结转至2024年3件。 | carried_in 2; carried_out 3
carried-number-first | 办结政府信息公开申请20件,另有2件结转下一年度继续办理。 | handled 20; carried_out 2
carried-turned | 受理信息公开申请4件,结转上年度1件。 | received 4; carried_in 1
carried-bare | 受理信息公开申请16宗,没有上年结转,当年办结15宗,结转1宗。 | received 16; carried_in 0; handled 15; carried_out 1
carried-came | 收到信息公开申请46件,连上年度转来的2件一起办理。 | received 46; carried_in 2
carried-rest | 办结信息公开申请30件,剩下1件正在征求第三方意见,结转下年度继续办理。 | handled 30; carried_out 1
carried-rest-in-progress | 到年底还有1件政府信息公开申请正在办理,结转到2024年。 | carried_out 1
added | 本年度新增政府信息公开申请9件。 | received 9
only | 收到的政府信息公开申请只有2件。 | received 2
not-a-single-one | 政府信息公开申请一件也没有收到。 | received 0
quoted | 收到“依申请公开”申请5件。 | received 5
quoted-plainly | 收到"政府信息公开"申请5件。 | received 5
application-forms | 收到依申请公开申请表8份,均已答复。 | received 8
there-were | 经统计,本年度共有政府信息公开申请14件。 | received 14
in-dashes | 共收到政府信息公开申请6件——全部为自然人通过网络提出。 | received 6
people | 本年共有15人次申请政府信息公开。 | -
"""


@pytest.mark.parametrize(("sentence", "expected"), cases(RECEIVED))
def test_requests_received_handled_and_carried_over_are_counted(sentence: str, expected: str, vocabulary: Vocabulary) -> None:
    check(sentence, expected, vocabulary)


OUTCOMES = """
list-by-marks | 收到信息公开申请11件,其中:予以公开8件、部分公开2件、无法提供1件。 | received 11; granted 8; partly_granted 2; unavailable 1
other-groups | 办结政府信息公开申请5件:不予公开2件,不予处理2件,其他处理1件。 | handled 5; denied 2; not_processed 2; other 1
number-first | 收到信息公开申请10件,其中7件予以公开,2件不予公开,1件作其他处理。 | received 10; granted 7; denied 2; other 1
decision-noun | 答复政府信息公开申请6件,作出予以公开决定4件、不予公开决定2件。 | handled 6; granted 4; denied 2
next-sentence | 全年受理政府信息公开申请9件。其中,予以公开5件,无法提供4件。 | received 9; granted 5; unavailable 4
bare-open-in-list | 政府信息公开申请办理中,公开5件,部分公开1件,不予公开2件。 | granted 5; partly_granted 1; denied 2
plain-open-without-list | 收到政府信息公开申请5件,公开3件。 | received 5
reasons-in-brackets | 收到政府信息公开申请6件,无法提供3件(不掌握2件,没有现成信息1件),予以公开3件。 | received 6; unavailable 3; granted 3
zero-outcomes | 收到政府信息公开申请3件,予以公开3件,部分公开0件,不予公开0件。 | received 3; granted 3; partly_granted 0; denied 0
joint-zero | 收到政府信息公开申请3件,部分公开、不予公开、无法提供均为0件。 | received 3; partly_granted 0; denied 0; unavailable 0
joint-count-is-unclear | 收到政府信息公开申请9件,予以公开、部分公开共8件。 | received 9
each | 收到政府信息公开申请2件,予以公开、不予公开各1件。 | received 2; granted 1; denied 1
no-such-cases | 收到政府信息公开申请3件,均予以公开,无不予公开情形。 | received 3; denied 0
in-progress-is-not-handled | 收到政府信息公开申请5件,正在办理2件。 | received 5
not-yet-answered | 收到政府信息公开申请5件,尚未办结2件。 | received 5
refused-to-accept | 收到政府信息公开申请5件,不予受理1件。 | received 5
overdue-none | 收到政府信息公开申请5件,逾期答复0件。 | received 5
semicolons | 共收到政府信息公开申请30件;予以公开20件;不予公开10件。 | received 30; granted 20; denied 10
lines | 共收到政府信息公开申请3件,办理结果如下:\\n1.予以公开2件;\\n2.无法提供1件。 | received 3; granted 2; unavailable 1
circled-lines | 收到政府信息公开申请3件。\\n1予以公开2件\\n2不予公开1件 | received 3; granted 2; denied 1
old-agreed | 收到信息公开申请7件,其中同意公开5件,同意部分公开1件,不同意公开1件。 | received 7; granted 5; partly_granted 1; denied 1
old-not-existing | 收到信息公开申请4件,同意公开3件,信息不存在1件。 | received 4; granted 3; unavailable 1
old-not-ours | 受理信息公开申请3件,同意公开2件,不属于本机关公开1件。 | received 3; granted 2; unavailable 1
old-unclear | 受理信息公开申请3件,申请内容不明确1件,同意公开2件。 | received 3; granted 2; unavailable 1
old-withdrawn | 受理信息公开申请3件,同意公开2件,申请人撤回1件。 | received 3; granted 2; other 1
old-two-reasons-of-a-group | 受理信息公开申请5件,同意公开2件,信息不存在2件,不属于本机关职责范围1件。 | received 5; granted 2
old-reason-beside-its-group | 受理信息公开申请5件,无法提供3件,其中信息不存在2件。 | received 5; unavailable 3
no-spoken-requests | 全年审批事项予以公开8件。 | -
"""


@pytest.mark.parametrize(("sentence", "expected"), cases(OUTCOMES))
def test_outcomes_are_counted_by_group_in_new_and_old_words(sentence: str, expected: str, vocabulary: Vocabulary) -> None:
    check(sentence, expected, vocabulary)


ABSENT = """
not-received | 2023年,我局未收到政府信息公开申请。 | received 0
not-received-any | 本年度没有收到任何政府信息公开申请。 | received 0
none | 全年无政府信息公开申请。 | received 0
no-one-applied | 全年无公民、法人或其他组织向我局提出政府信息公开申请。 | received 0
zero-applications | 全年政府信息公开零申请。 | received 0
zero-request-noun | 本年度实现零依申请公开。 | received 0
not-accepted | 2023年度本机关未受理依申请公开事项。 | received 0
on-request-none | 本年度无依申请公开情况。 | received 0
to-us | 2023年没有公众向我单位申请公开政府信息。 | received 0
colon-none | 政府信息公开申请情况:无。 | received 0
count-is-zero | 收到政府信息公开申请数量为零。 | received 0
only-organisations | 全年未收到企业提出的政府信息公开申请。 | -
only-citizens | 全年未收到公民提出的政府信息公开申请。 | -
only-by-letter | 全年未收到通过信函提交的政府信息公开申请。 | -
only-online | 全年没有收到网上提交的政府信息公开申请。 | -
only-one-sort | 全年未收到征地方面的政府信息公开申请。 | -
none-overdue | 收到政府信息公开申请4件,无逾期答复申请。 | received 4
no-carry | 收到政府信息公开申请4件,无结转下年度办理。 | received 4; carried_out 0
no-carry-in | 无上年结转申请,新收政府信息公开申请4件。 | carried_in 0; received 4
no-carry-unclear | 收到政府信息公开申请4件,无结转。 | received 4
no-one-at-all | 全年没有人向本机关申请公开政府信息。 | received 0
in-any-form | 全年未收到任何形式的政府信息公开申请。 | received 0
no-others | 除3件自然人申请外,未收到其他政府信息公开申请。 | -
noun-before-none | 政府信息公开类行政诉讼全年没有。 | disputes.suit 0
noun-before-did-not-occur | 行政强制没有发生。 | coercion.decided 0
noun-before-without-complaint | 行政许可没有投诉。 | -
if-none | 如未收到政府信息公开申请,应当在年报中说明。 | -
goal | 认真办理政府信息公开申请,力争不发生行政复议、行政诉讼。 | -
avoid | 规范政府信息公开申请答复,避免引发行政复议和行政诉讼。 | -
not-on-time | 存在未按时答复政府信息公开申请的情况。 | -
because-of | 全年无因政府信息公开工作被申请行政复议、提起行政诉讼的情况。 | disputes.review 0; disputes.suit 0
not-occurred | 未发生因信息公开引发的行政复议和行政诉讼案件。 | disputes.review 0; disputes.suit 0
neither | 未收到政府信息公开申请,未发生行政复议、行政诉讼。 | received 0; disputes.review 0; disputes.suit 0
not-even-one | 没有出现一起因政府信息公开引起的投诉、复议和诉讼。 | disputes.review 0; disputes.suit 0
about-requests | 无涉及政府信息公开申请的行政复议案件。 | disputes.review 0
comma-inside | 未因政府信息公开工作被申请行政复议,被提起行政诉讼。 | disputes.review 0; disputes.suit 0
were-zero | 全年因政府信息公开申请引发的行政复议、行政诉讼均为0件。 | disputes.review 0; disputes.suit 0
all-three-zero | 政府信息公开申请、行政复议、行政诉讼均为0件。 | received 0; disputes.review 0; disputes.suit 0
colon-nothing | 政府信息公开行政复议、行政诉讼情况:无。 | disputes.review 0; disputes.suit 0
only-review-none | 政府信息公开行政复议2件,未发生行政诉讼。 | disputes.review 2; disputes.suit 0
none-corrected | 政府信息公开行政复议案件中没有被纠正的情况。 | -
none-lost | 未发生政府信息公开行政诉讼败诉案件。 | -
review-none-corrected | 无行政复议被纠正或者撤销的情况。 | -
no-suit-after-review | 未出现复议后起诉的情况。 | -
fee-not-charged | 本年度未收取政府信息公开信息处理费。 | processing_fee 0
fee-not-arisen | 按照信息处理费管理办法的规定,本年度没有产生信息公开处理费。 | processing_fee 0
fee-none | 其他需要报告的事项:本机关全年无信息处理费收取情况。 | processing_fee 0
fee-colon | 收取信息处理费情况:无。 | processing_fee 0
fee-any | 办理政府信息公开申请过程中未收取任何费用。 | processing_fee 0
fee-any-elsewhere | 开展法律援助活动未收取任何费用。 | -
no-documents-issued | 本年度未制发行政规范性文件。 | normative.issued 0
no-documents-unclear | 本年度无规范性文件。 | -
no-documents-repealed | 全年没有废止规范性文件。 | normative.repealed 0
no-decisions | 2023年未作出行政许可、行政处罚、行政强制决定。 | licence.decided 0; penalty.decided 0; coercion.decided 0
no-competence | 我局无行政许可事项和行政处罚事项。 | -
no-admin-fee | 全年无行政事业性收费。 | fee.amount 0
no-admin-fee-items | 我局无行政事业性收费项目。 | -
"""


@pytest.mark.parametrize(("sentence", "expected"), cases(ABSENT))
def test_none_is_a_claim_of_zero_about_what_was_named_and_nothing_else(sentence: str, expected: str, vocabulary: Vocabulary) -> None:
    check(sentence, expected, vocabulary)


DISPUTED = """
review-and-suit | 因政府信息公开被申请行政复议3件、提起行政诉讼2件。 | disputes.review 3; disputes.suit 2
number-first | 全年因信息公开引发2件行政复议、1件行政诉讼。 | disputes.review 2; disputes.suit 1
results-are-no-totals | 涉及政府信息公开的行政复议案件6件,其中结果维持5件,尚未审结1件。 | disputes.review 6
suit-with-halves | 政府信息公开行政诉讼案件4件,其中未经复议直接起诉3件,复议后起诉1件。 | disputes.suit 4
halves-only | 政府信息公开类案件未经复议直接起诉3件,复议后起诉1件。 | -
joint-unclear | 因政府信息公开引发行政复议和行政诉讼共3件。 | -
respectively | 因政府信息公开引发的行政复议、行政诉讼分别为3件和2件。 | disputes.review 3; disputes.suit 2
each-one | 因政府信息公开引发行政复议、行政诉讼各1起。 | disputes.review 1; disputes.suit 1
after-requests | 全年收到政府信息公开申请8件。发生行政复议1件,行政诉讼0件。 | received 8; disputes.review 1; disputes.suit 0
law-work | 全年办理行政复议案件120件,审结110件。 | -
law-work-court | 行政机关负责人出庭应诉行政诉讼案件15件。 | -
law-work-of-which | 办理行政复议案件120件,其中政府信息公开类3件。 | -
general-review | 依法化解争议,收到行政复议申请86件。 | -
upheld | 政府信息公开行政复议维持2件,纠正1件。 | -
decisions-of-review | 作出行政复议决定12件。 | -
zero-class | 收到政府信息公开类行政复议案件0宗。 | disputes.review 0
one-that-arose | 发生1起因信息公开引起的行政诉讼,法院驳回起诉。 | disputes.suit 1
sued | 被申请政府信息公开行政复议2件、被诉1件。 | disputes.review 2; disputes.suit 1
numbers-before-in-a-row | 全年有2件政府信息公开行政复议、1件政府信息公开行政诉讼。 | disputes.review 2; disputes.suit 1
zero-needs-no-cause | 行政复议0件,行政诉讼0件。 | disputes.review 0; disputes.suit 0
"""


@pytest.mark.parametrize(("sentence", "expected"), cases(DISPUTED))
def test_disputes_are_counted_where_disclosure_is_what_they_are_about(sentence: str, expected: str, vocabulary: Vocabulary) -> None:
    check(sentence, expected, vocabulary)


ACTS = """
issued | 全年制发行政规范性文件3件。 | normative.issued 3
issued-noun-first | 2023年规范性文件制发2件、废止1件、现行有效14件。 | normative.issued 2; normative.repealed 1; normative.in_force 14
issued-has | 经清理,我局公布出台的规范性文件有1件。 | normative.issued 1
issued-number-first | 年内出台了5件行政规范性文件。 | normative.issued 5
issued-fen | 我局共印发规范性文件3份,并同步解读。 | normative.issued 3
in-force | 梳理现行有效规范性文件27件。 | normative.in_force 27
in-force-now | 目前现行有效的行政规范性文件23件。 | normative.in_force 23
in-force-made-before | 以前年度制定、现行有效的行政规范性文件有2件。 | normative.in_force 2
in-force-as-of | 截至2023年底,现行有效的行政规范性文件14件。 | normative.in_force 14
repealed | 对不适应的规范性文件进行清理,废止规范性文件6件。 | normative.repealed 6
after-regulations | 全年制定政府规章2部、行政规范性文件19件。 | normative.issued 19
regulations-only | 全年制定政府规章2部。 | -
joint-with-regulations | 制定规章和规范性文件共8件。 | -
issued-or-revised | 制定修订规范性文件7件。 | -
explained | 全年解读规范性文件5件,制作图解3篇。 | -
reviewed | 完成规范性文件合法性审查12件。 | -
reviewed-verb | 审核规范性文件及合同34件。 | -
filed | 报备规范性文件4件。 | -
party | 制发党内规范性文件2件。 | -
not-normative | 印发非规范性文件30件。 | -
cleaned | 清理规范性文件56件。 | -
consulted | 就4件规范性文件公开征求意见。 | -
disclosed-documents | 通过门户网站主动公开规范性文件9件。 | -
of-issued-documents | 全年印发各类文件120件,其中规范性文件5件。 | normative.issued 5
licences | 2023年作出行政许可决定520件,行政处罚决定63件,行政强制1件。 | licence.decided 520; penalty.decided 63; coercion.decided 1
licences-respectively | 行政许可、行政处罚决定数量分别为520件和63件。 | licence.decided 520; penalty.decided 63
licences-handled | 全年办理行政许可520件。 | licence.decided 520
penalty-cases | 办结行政处罚案件47宗。 | penalty.decided 47
all-zero | 行政许可、行政处罚、行政强制均为0件。 | licence.decided 0; penalty.decided 0; coercion.decided 0
licence-items | 承接行政许可事项23项。 | -
licence-shown | 公示行政许可520条、行政处罚63条。 | -
licence-published | 公开行政许可信息520条。 | -
licence-put-on-credit-site | 在信用网站上传公示行政处罚259件,行政许可73件。 | -
licence-requests | 受理行政许可申请520件。 | -
licence-sort | 办理取水行政许可3件。 | -
joint-decisions | 作出行政许可和行政处罚决定共88件。 | -
fine | 作出行政处罚63件,罚款12.5万元。 | penalty.decided 63
"""


@pytest.mark.parametrize(("sentence", "expected"), cases(ACTS))
def test_documents_and_decisions_are_counted_when_made_not_when_shown(sentence: str, expected: str, vocabulary: Vocabulary) -> None:
    check(sentence, expected, vocabulary)


MONEY = """
fee | 全年行政事业性收费258.5万元。 | fee.amount 258.5
fee-charged | 收取行政事业性收费金额为12.30万元。 | fee.amount 12.30
fee-in-yuan | 收取行政事业性收费共计86000元。 | fee.amount 8.6
fee-in-yuan-cents | 收取行政事业性收费67193835.5元。 | fee.amount 6719.38355
fee-hundred-million | 行政事业性收费总金额2.5亿元。 | fee.amount ~25000
fee-zero | 行政事业性收费为0。 | fee.amount 0
fee-items | 执行行政事业性收费项目2项。 | -
fee-waived | 减免行政事业性收费12万元。 | -
fee-income | 行政事业性收费收入为人民币1,250,000元。 | fee.amount 125
processing | 收取信息处理费120元。 | processing_fee 120
processing-wan | 共收取政府信息公开信息处理费0.35万元。 | processing_fee 3500
processing-zero | 收取信息处理费0元。 | processing_fee 0
processing-zero-without-unit | 2023年度收取政府信息公开信息处理费总额为0。 | processing_fee 0
processing-notices | 按《信息处理费管理办法》,发出收费通知1件,总金额为60元,实际收取金额为40元。 | processing_fee 40
processing-notices-zero | 按《信息处理费管理办法》,发出收费通知的件数为0件,总金额0元,实际收取总金额0元。 | processing_fee 0
budget | 政府信息公开工作经费支出3.2万元。 | -
other-money | 全年拨付征地补偿资金1200万元,罚没收入30万元。 | -
"""


@pytest.mark.parametrize(("sentence", "expected"), cases(MONEY))
def test_the_two_fees_are_kept_apart_and_converted_exactly(sentence: str, expected: str, vocabulary: Vocabulary) -> None:
    check(sentence, expected, vocabulary)


PUBLISHED = """
total | 全年主动公开政府信息326条。 | published.total 326
total-at-least | 2023年主动公开政府信息271余条。 | published.total >=271
total-ten-thousands | 全年主动公开各类政务信息1.85万余条。 | published.total >=18500
noun-first | 2023年政府信息主动公开共计88条。 | published.total 88
number-first | 全年主动公开了640条政府信息。 | published.total 640
and-updated | 主动公开和更新各类信息379条。 | published.total 379
published-weak | 全年共公开政府信息366条。 | published.total 366
announced-weak | 2023年共发布政府信息3433条。 | published.total 3433
row-of-sorts | 主动公开机构职能、规划计划、财政预决算等政府信息152条。 | published.total 152
site-actively | 通过县政府门户网站主动公开政府信息247条,较上年增加12条。 | published.total 247
two-sites | 中心通过县政府门户网和中心官网主动公开政府信息150余条。 | published.total >=150
many-channels | 通过门户网站、公报、微信公众号等渠道主动公开政府信息345条。 | published.total 345
parts | 主动公开政府信息45条,其中政策文件5条,工作动态30条,其他10条。 | published.total 45 (5+30+10)
parts-next-sentence | 主动公开政府信息45条。其中,政策文件5条,工作动态30条。 | published.total 45 (5+30)
parts-semicolons | 主动公开各类信息60条,其中规划计划10条;财政资金14条;其他信息36条。 | published.total 60 (10+14+36)
parts-other-units-skipped | 主动公开政府信息45条,其中政策文件5条,新闻发布会2场,工作动态40条。 | published.total 45 (5+40)
parts-nested-skipped | 主动公开政府信息45条,其中政策文件15条(规划5条、预算3条),工作动态30条。 | published.total 45 (15+30)
parts-too-many | 主动公开政府信息45条,其中政策文件20条,工作动态30条。 | published.total 45 (20+30)
parts-then-channel | 主动公开政府信息45条,其中政策文件15条,工作动态30条;通过微信公众号推送信息500条。 | published.total 45 (15+30)
parts-after-comparison | 主动公开政府信息45条(较2022年增加5条),其中政策文件15条,工作动态30条。 | published.total 45 (15+30)
parts-after-an-aside | 主动公开政府信息45条,网站占八成;其中政策文件5条,工作动态30条。 | published.total 45 (5+30)
parts-including | 主动公开政府信息33条,包括动态类6条、公告类27条。 | published.total 33 (6+27)
one-account | 通过微信公众号发布信息200条。 | -
one-account-actively | 依托政务微博主动公开信息200条。 | -
one-site | 通过县政府门户网站发布信息120条。 | -
one-of-several-channels | 局门户网站主动公开信息978条,政务微信321条。 | -
one-column | 工作动态栏目更新信息20条。 | -
one-sort | 公开财政预决算信息4条,发布政策解读5条。 | -
one-sort-actively | 主动公开重大项目信息25条。 | -
readers | 全年发布推文364篇,总阅读量96.6万。 | -
"""


@pytest.mark.parametrize(("sentence", "expected"), cases(PUBLISHED))
def test_the_published_total_is_of_all_information_with_its_parts(sentence: str, expected: str, vocabulary: Vocabulary) -> None:
    check(sentence, expected, vocabulary)


SCOPES = """
whole-county | 2023年,全县共收到政府信息公开申请130件,办结128件。 | received 130 @whole_area; handled 128 @whole_area
departments | 各部门共受理政府信息公开申请96件。 | received 96 @whole_area
all-levels | 全市各级行政机关严格执行条例,全年共收到政府信息公开申请969件。 | received 969 @whole_area
our-county | 我县全年收到政府信息公开申请57件。 | received 57 @whole_area
county-then-own | 全县收到政府信息公开申请130件,我局收到政府信息公开申请6件。 | received 130 @whole_area; received 6
own-after-frame | 按照全县统一部署,我局全年收到政府信息公开申请6件。 | received 6
on-behalf | 受县政府委托,办理政府信息公开申请8件。 | handled 8 @unknown
in-the-name | 代县政府答复政府信息公开申请8件。 | handled 8 @unknown
another-agency | 县水利局共收到政府信息公开申请8件。 | received 8 @unknown
own-abbreviated | 县自然资源局共收到政府信息公开申请8件。 | received 8
as-of | 截至2023年12月31日,我局共收到政府信息公开申请11件。 | received 11 @unknown
as-of-in-the-year | 截至2023年12月31日,我局全年共收到政府信息公开申请11件。 | received 11
own-share | 全县收到政府信息公开申请30件,其中我局5件。 | received 30 @whole_area; received 5
own-share-by-name | 全县收到政府信息公开申请30件,其中县自然资源局5件、县教育局3件。 | received 30 @whole_area; received 5
after-own-share-unclear | 全县收到政府信息公开申请30件,其中我局5件,办结28件。 | received 30 @whole_area; received 5; handled 28 @unknown
on-behalf-of-by-us | 受县政府委托,我局答复政府信息公开申请8件。 | handled 8 @unknown
in-two-names | 以县政府名义答复政府信息公开申请7件,以本局名义答复3件。 | handled 7 @unknown; handled 3
whole-system | 全县自然资源系统共收到政府信息公开申请18件。 | received 18 @whole_area
system-published | 全县自然资源系统主动公开政府信息2100条。 | published.total 2100 @whole_area
departments-published | 督促各乡镇主动公开政府信息5200条。 | published.total 5200 @whole_area
"""


@pytest.mark.parametrize(("sentence", "expected"), cases(SCOPES))
def test_a_figure_says_whose_it_is(sentence: str, expected: str, vocabulary: Vocabulary) -> None:
    check(sentence, expected, vocabulary)


@pytest.mark.parametrize(
    ("organization", "sentence", "expected"),
    [
        ("东屏县人民政府", "我县全年收到政府信息公开申请57件。", "received 57"),
        ("东屏县人民政府", "全县共收到政府信息公开申请57件。", "received 57"),
        ("东屏县人民政府", "全县各级行政机关共收到政府信息公开申请57件。", "received 57"),
        ("东屏县人民政府", "全市共收到政府信息公开申请57件。", "received 57 @whole_area"),
        ("东屏县人民政府", "全市各级行政机关共收到政府信息公开申请57件。", "received 57 @whole_area"),
        ("东屏县人民政府", "各乡镇共收到政府信息公开申请57件。", "received 57 @unknown"),
        ("东屏县人民政府", "县本级共收到政府信息公开申请57件。", "received 57 @unknown"),
        ("鄢城市住房和城乡建设局", "市住建局共收到政府信息公开申请57件。", "received 57"),
        ("鄢城市住房和城乡建设局", "市本级共收到政府信息公开申请57件。", "received 57 @whole_area"),
        ("东屏县人民政府办公室", "全县共收到政府信息公开申请57件。", "received 57 @whole_area"),
        ("东屏县人民政府办公室", "县政府共收到政府信息公开申请57件。", "received 57 @unknown"),
        ("东屏县人民政府办公室", "县政府办共收到政府信息公开申请5件。", "received 5"),
        ("东屏县柳河镇人民政府", "柳河镇各级行政机关共收到政府信息公开申请57件。", "received 57 @whole_area"),
        ("东屏县柳河镇人民政府", "全年未收到依申请公开政府信息的申请件。", "received 0"),
        ("东屏县柳河镇人民政府", "全镇共收到政府信息公开申请1件。", "received 1"),
        ("东屏县住房和城乡建设局", "县住建局收到政府信息公开申请2件。", "received 2"),
        ("东屏县住房和城乡建设局", "县司法局收到政府信息公开申请2件。", "received 2 @unknown"),
        ("", "县司法局收到政府信息公开申请2件。", "received 2"),
    ],
)
def test_the_same_words_are_of_another_scope_in_another_agencys_report(
    organization: str, sentence: str, expected: str, vocabulary: Vocabulary
) -> None:
    check(sentence, expected, vocabulary, organization)


YEARS = """
more-than-last-year | 收到政府信息公开申请12件,较上年增加3件。 | received 12
in-brackets | 受理信息公开申请4件(较2022年减少3件)。 | received 4
last-year-was | 收到政府信息公开申请12件,去年为10件。 | received 12
last-year-received | 收到政府信息公开申请12件,2022年收到政府信息公开申请10件。 | received 12
last-year-first | 2022年收到政府信息公开申请10件,2023年收到政府信息公开申请12件。 | received 12
percent | 收到政府信息公开申请12件,同比增长20%。 | received 12
percent-in-words | 收到政府信息公开申请12件,同比增长百分之二十。 | received 12
compared-with | 与2022年相比,减少政府信息公开申请5件。 | -
from-to | 政府信息公开申请由去年的10件上升至12件。 | -
half-year | 上半年收到政府信息公开申请7件。 | -
one-month | 2023年6月收到政府信息公开申请1件。 | -
quarter | 一季度主动公开政府信息80条。 | -
next-year | 2024年将办理政府信息公开申请100件以上。 | -
cumulative-since | 自条例施行以来,累计收到政府信息公开申请310件。 | -
cumulative-as-of | 截至2023年底,累计公开政府信息3.1万条。 | -
cumulative-bare | 累计主动公开政府信息1.2万条。 | -
since-2008 | 2008年以来共受理政府信息公开申请812件。 | -
three-years | 三年来共收到政府信息公开申请56件。 | -
last-five-years | 近五年共办理政府信息公开申请120件。 | -
aside-of-last-year | 收到政府信息公开申请4件,而2022年是7件;4件申请办结3件。 | received 4; handled 3
in-total-this-year | 2023年累计收到政府信息公开申请12件。 | received 12
since-this-year | 2023年以来,我局主动公开政府信息240条。 | published.total 240
whole-period | 2023年1月1日至12月31日,收到政府信息公开申请9件。 | received 9
carried-is-not-last-year | 上年度结转2件,本年度新收政府信息公开申请9件。 | carried_in 2; received 9
stale-report | 2021年,我局收到政府信息公开申请9件。 | -
"""


@pytest.mark.parametrize(("sentence", "expected"), cases(YEARS))
def test_figures_of_another_time_are_no_claims(sentence: str, expected: str, vocabulary: Vocabulary) -> None:
    if sentence.startswith("上年度结转2件"):
        sentence = "依申请公开情况。" + sentence
    check(sentence, expected, vocabulary)


CHANNELS = """
online-only | 通过网站收到政府信息公开申请3件。 | -
of-which-letters | 收到政府信息公开申请8件,其中信函申请1件,网络申请7件。 | received 8
of-which-by-applicant | 收到政府信息公开申请8件,其中自然人申请6件,法人申请2件。 | received 8
of-which-persons | 收到政府信息公开申请8件,其中自然人6件,商业企业2件。 | received 8 (6+2)
window | 窗口受理政府信息公开申请2件。 | -
by-mail-number-first | 收到政府信息公开申请8件,其中2件为邮寄申请。 | received 8
of-a-sort | 收到政府信息公开申请8件,其中涉及征地拆迁的申请5件。 | received 8
received-of-a-sort | 收到土地征收类政府信息公开申请5件。 | -
citizens | 全年受理公民提出的政府信息公开申请5件。 | received 5
citizens-beside-companies | 收到公民提出的政府信息公开申请5件,企业提出的政府信息公开申请2件。 | -
natural-persons | 收到自然人提出的政府信息公开申请5件。 | -
"""


@pytest.mark.parametrize(("sentence", "expected"), cases(CHANNELS))
def test_figures_of_one_channel_applicant_or_sort_are_no_claims(sentence: str, expected: str, vocabulary: Vocabulary) -> None:
    check(sentence, expected, vocabulary)


MARKED = """
attributes | 公文公开属性认定:主动公开50件、依申请公开20件、不予公开5件。 | -
attributes-documents | 制发文件75件,其中主动公开50件,依申请公开20件,不予公开5件。 | -
on-request-pieces | 依申请公开政府信息3条。 | -
on-request-bare | 全年依申请公开12件。 | -
on-request-services | 全中心5项依申请类政务服务事项进驻5项。 | -
"""


@pytest.mark.parametrize(("sentence", "expected"), cases(MARKED))
def test_documents_marked_for_disclosure_on_request_are_not_requests(sentence: str, expected: str, vocabulary: Vocabulary) -> None:
    check(sentence, expected, vocabulary)


FOREIGN = """
proposals | 全年办理人大代表建议23件、政协提案17件,办复率100%。 | -
proposals-accepted | 受理县政府交办的3件政协委员提案,全部办理完毕。 | -
hotline | 受理12345热线工单206件,按时办结率100%。 | -
letterbox | 办理县长信箱来信72件。 | -
messages | 回复网民留言45条。 | -
petitions | 接待群众来访31批次,办理信访事项28件。 | -
services | 梳理出可办理服务事项9项。 | -
applications-for-subsidy | 受理农机购置补贴申请310件。 | -
applications-for-housing | 收到公租房保障申请56份。 | -
trainings | 组织政务公开培训4场次,参训120人次。 | -
accounts | 我县共有政务新媒体12个,设置专栏12个。 | -
document-number | 根据国办公开办函〔2021〕30号要求,依申请公开工作进一步规范。 | -
order-number | 认真贯彻政府信息公开条例(国务院令第711号)。 | -
telephone | 如有疑问请联系我局办公室(电话:0712-5550123,邮编:334400)。 | -
deadline | 对收到的政府信息公开申请在20个工作日内答复。 | -
deadline-from | 自收到政府信息公开申请之日起15个工作日内答复。 | -
three-checks | 严格落实三审三校制度,危及三安全一稳定的不予公开。 | -
articles | 依据条例第二十条第(五)项公开行政许可。 | -
percent-only | 政府信息公开申请按时答复率100%,满意率98.5%。 | -
briefings | 召开新闻发布会5场,发布政策解读材料24件。 | -
consultations | 收到政府信息公开咨询12件。 | -
complaints | 收到政府信息公开举报投诉3件。 | -
people | 配备政府信息公开工作人员2名,受理申请1人。 | -
dates | 2023年11月8日,我局召开政府信息公开协调会。 | -
other-thing-then-bare-verb | 收到政府信息公开申请2件。受理热线工单206件,办结206件。 | received 2
heading-ends-the-subject | 收到政府信息公开申请2件。\\n(三)便民服务。受理15件,办结15件。 | received 2
"""


@pytest.mark.parametrize(("sentence", "expected"), cases(FOREIGN))
def test_tempting_figures_about_other_things_claim_nothing(sentence: str, expected: str, vocabulary: Vocabulary) -> None:
    check(sentence, expected, vocabulary)


IN_PASSING = """
本年度共开展政务公开业务培训3次,培训160人次,编发政务公开简报12期,接受电话咨询45次。
依申请公开渠道畅通,受理点1个,配备专职人员2名、兼职人员5名,电话咨询答复30余次。
全年受理信访事项120件,办结118件,按期答复率100%;答复网民留言65件。
人大代表建议、政协委员提案共26件,已全部办结并公开答复23件。
全年共接到12345工单1,203件,办结1,198件,其中不予受理5件。
政府信息公开指南修订1次,公开目录更新2次。
完成行政许可事项清单动态调整12项,取消3项。
全年办理不动产登记申请12000件,其中网上申请8000件。
受理企业设立登记申请560件,办结560件。
受理各类政务服务事项申请3500余件,按时办结率100%。
全年受理行政许可申请320件,作出准予许可决定318件,不予许可2件。
办理行政复议案件56件,其中维持30件,纠正10件;办理行政诉讼应诉案件12件。
全年审查规范性文件15件、重大行政决策5件,备案审查率100%。
政策解读材料共发布36篇,其中图文解读20篇,视频解读3篇。
政府网站发布信息3200条,微信公众号发布信息860条,微博发布信息450条。
通过"双随机、一公开"平台公示检查结果120条,行政处罚信息30条。
公开财政预决算信息2条,人事信息5条,招标公告20条。
在县融媒体中心播发新闻160条,在省级以上媒体刊发稿件20篇。
设立政府信息查阅点3个,提供纸质查阅120人次。
政务公开栏更新12期,张贴公示45份。
举办“政府开放日”活动2场,收集意见建议18条,采纳12条。
开展意见征集6次,收到公众意见建议32条,均已反馈。
全年收到公众对规范性文件征求意见稿的意见56条。
全年罚没收入23万元,追缴税费12万元,发放补贴320万元。
政府信息公开工作经费支出5万元,印刷费1.2万元。
查处违法案件32起,移送公安机关2起,罚款56万元。
建议提案主动公开率95%,其中主动公开20件,依申请公开3件,不予公开3件。
公文类信息中,主动公开120件,依申请公开35件,不予公开12件。
印发文件85份,其中主动公开60份、依申请公开15份、不予公开10份。
开展保密审查320次,未发生失泄密事件。
全年未发生负面舆情,未出现信息发布错误。
无行政许可超期办理情况,无行政处罚案件被复议撤销。
没有因信息公开不及时被追责的情况。
未发生因政府信息公开工作被上级通报批评的情况。
严格落实政府信息公开申请登记、审查、办理、答复制度,做到零差错、零投诉。
认真做好依申请公开工作,确保件件有答复、事事有回音。
答复时限由20个工作日压缩到15个工作日。
组织学习《条例》2次,发放宣传资料1000份。
其中,涉及土地征收的占60%,涉及规划许可的占20%。
2023年11月收到的1件申请正在办理中。
申请人主要为自然人,占比90%以上。
联系电话:0712-5550123转8002,邮编434400,地址:人民路12号3楼。
根据条例第三十六条第(一)项,对已主动公开的信息告知获取方式。
自收到申请之日起20个工作日内予以答复,延长答复期限最长不超过20个工作日。
申请公开的政府信息中含有不应当公开内容的,应当区分处理。
"""


@pytest.mark.parametrize("sentence", IN_PASSING.split())
def test_what_is_told_in_passing_under_the_heading_of_requests_is_no_claim(sentence: str, vocabulary: Vocabulary) -> None:
    check("(二)依申请公开情况。认真办理政府信息公开申请。" + sentence, "", vocabulary)


def test_everything_told_in_passing_together_is_no_claim_either(vocabulary: Vocabulary) -> None:
    check("(二)依申请公开情况。认真办理政府信息公开申请。" + "".join(IN_PASSING.split()), "", vocabulary)


MANY_HANDS = """
全年收到政府信息公开申请43件,办完41件,2件留到下一年办理。 | received 43; handled 41; carried_out 2
2023年共有19件政府信息公开申请提交到我局。 | received 19
我局2023年收到依申请公开的信件和网上申请共计21件。 | -
政府信息公开申请全年收到6件,全部办结。 | received 6
当年新收的政府信息公开申请是14件。 | received 14
上年结转过来的政府信息公开申请有3件。 | carried_in 3
上年遗留政府信息公开申请2件,当年新收10件。 | carried_in 2; received 10
没有从上年结转来的申请,全年收到政府信息公开申请7件,年内全部办结。 | carried_in 0; received 7
年底没有未办结的政府信息公开申请。 | -
办结政府信息公开申请41件,其中予以公开的占六成。 | handled 41
政府信息公开申请的办理结果是:予以公开12件,部分公开4件,不予公开6件。 | granted 12; partly_granted 4; denied 6
政府信息公开申请答复结果:全部公开12件,部分公开4件,不予公开6件。 | granted 12; partly_granted 4; denied 6
政府信息公开申请答复中,同意公开12件,信息不存在3件,申请人主动撤回1件。 | granted 12; unavailable 3; other 1
对政府信息公开申请作出予以公开答复12件,作出部分公开答复4件,作出不予公开答复6件,作出无法提供答复3件,作出不予处理答复1件。 | granted 12; partly_granted 4; denied 6; unavailable 3; not_processed 1
收到政府信息公开申请8件,均予以公开。 | received 8
收到政府信息公开申请8件,8件均予以公开。 | received 8; granted 8
收到政府信息公开申请8件,全部8件均按时办结。 | received 8; handled 8
政府信息公开申请中不予公开的为0件。 | denied 0
政府信息公开申请办理中没有不予公开和部分公开的情况。 | denied 0; partly_granted 0
政府信息公开行政复议案件共3件,2件维持、1件尚未审结;行政诉讼案件2件,均未审结。 | disputes.review 3; disputes.suit 2
全年共发生政府信息公开行政复议3件,其中2件结果为维持,1件结果纠正。 | disputes.review 3
2023年,因政府信息公开产生的行政复议、行政诉讼案件数分别是3件、2件。 | disputes.review 3; disputes.suit 2
2023年没有因为政府信息公开被申请复议,也没有被起诉。 | disputes.review 0; disputes.suit 0
全年没有收到因政府信息公开工作提起的行政复议申请和行政诉讼。 | disputes.review 0; disputes.suit 0
政府信息公开申请办理中,申请人对答复不服提起行政复议1件,行政诉讼0件。 | disputes.review 1; disputes.suit 0
2023年政府信息公开行政复议为零,行政诉讼1件。 | disputes.review 0; disputes.suit 1
当年制发的行政规范性文件为3件,废止的为2件,现行有效的为25件。 | normative.issued 3; normative.repealed 2; normative.in_force 25
全年制发行政规范性文件3件、废止2件,截至12月31日现行有效25件。 | normative.issued 3; normative.repealed 2; normative.in_force 25
年内我局未新制定规范性文件,废止规范性文件1件。 | normative.issued 0; normative.repealed 1
2023年没有出台、也没有废止行政规范性文件。 | normative.repealed 0
公布规范性文件清单,现行有效的共25件。 | normative.in_force 25
全年共办结行政许可3,208件,实施行政处罚96件,采取行政强制措施4件。 | licence.decided 3208; penalty.decided 96; coercion.decided 4
行政许可决定3208件、行政处罚决定96件、行政强制决定4件均已公示。 | licence.decided 3208; penalty.decided 96; coercion.decided 4
行政处罚方面,全年作出决定96件。 | -
没有实施行政强制。 | coercion.decided 0
2023年未实施行政处罚和行政强制。 | penalty.decided 0; coercion.decided 0
全年行政事业性收费共18.2万元。 | fee.amount 18.2
2023年行政事业性收费金额为18.2万元,政府信息公开信息处理费0元。 | fee.amount 18.2; processing_fee 0
没有收取过行政事业性收费。 | fee.amount 0
政府信息公开信息处理费收取300元。 | processing_fee 300
向1名申请人收取信息处理费300元。 | processing_fee 300
本机关2023年没有向申请人收取政府信息公开信息处理费。 | processing_fee 0
收取政府信息公开信息处理费的情况:2023年度未收取。 | processing_fee 0
信息处理费:0元。 | processing_fee 0
2023年,我局主动公开各类信息1,302条,包括政策文件32条、工作动态900条、财政信息20条和其他信息350条。 | published.total 1302 (32+900+20+350)
2023年累计主动公开政府信息1302条,其中网站1000条,新媒体302条。 | published.total 1302 (1000+302)
全年主动公开信息一千三百余条。 | published.total >=1300
全年主动公开政府信息1300多条,同比多出近百条。 | published.total >=1300
2023年共主动公开政府信息1302条,日均3.6条。 | published.total 1302
主动公开政府信息总量达到1302条。 | published.total 1302
本年度主动公开政府信息约1300条。 | published.total ~1300
政府信息主动公开数量1302条。 | published.total 1302
全县各级各部门主动公开政府信息5.6万条,我局主动公开政府信息1302条。 | published.total 56000 @whole_area; published.total 1302
2022年主动公开政府信息900条,2023年主动公开政府信息1302条。 | published.total 1302
全县2023年共收到政府信息公开申请320件,县政府办公室收到45件,我局收到6件。 | received 320 @whole_area; received 45 @unknown; received 6
全市自然资源系统收到政府信息公开申请600件(市局本级120件)。 | received 600 @whole_area
本年新收政府信息公开申请数量21件,上年结转政府信息公开申请数量1件,本年度办理结果:(一)予以公开15件,(二)部分公开2件,(三)不予公开1件,(四)无法提供2件,(五)不予处理0件,(六)其他处理0件,结转下年度继续办理2件。 | received 21; carried_in 1; granted 15; partly_granted 2; denied 1; unavailable 2; not_processed 0; other 0; carried_out 2
2023年我局新收政府信息公开申请共21件(自然人18件、商业企业2件、法律服务机构1件)。 | received 21
截至2023年12月31日,全年共受理政府信息公开申请21件,其中办结19件,未办结2件结转下年度。 | received 21; handled 19; carried_out 2
本年度政府信息公开申请办结率100%,共办结21件。 | handled 21
我局依法依规办理政府信息公开申请21件,未出现超期办理情况。 | handled 21
共受理政府信息公开申请21件,答复21件,答复率100%。 | received 21; handled 21
共收到政府信息公开申请21件次,同比增加5件次,增长31.25%。 | received 21
我局共收到并按时答复政府信息公开申请21件。 | received 21; handled 21
共收到和处理政府信息公开申请21件。 | received 21; handled 21
2023年度,我局共受理政府信息依申请公开事项21项,全部按要求办结。 | received 21
2023年我局共接收依申请公开信息21条,均按时答复。 | received 21
年度内收到政府信息公开申请总计二十一件。 | received 21
收到政府信息公开申请21件,比上年度减少4件,降幅16%。 | received 21
收到政府信息公开申请21件,与去年持平。 | received 21
收到政府信息公开申请21件,是去年的1.5倍。 | received 21
收到政府信息公开申请21件,其中涉企信息3件,土地信息18件。 | received 21
收到政府信息公开申请21件,内容主要涉及征地批文12件、规划许可9件。 | received 21
共收到21件(其中当面申请1件、网络申请20件)政府信息公开申请。 | received 21
2023年,县自然资源局政府信息公开申请收件21件,办件21件。 | received 21; handled 21
2023年通过县政府网站依申请公开平台收到申请3件,通过邮寄收到申请2件。 | -
2023年,网络收到政府信息公开申请12件,信函收到9件,共计21件。 | -
依法妥善处理政府信息公开申请21件。 | handled 21
本年度依申请公开办理量21件。 | handled 21
依申请公开受理21件、办结20件、结转1件。 | received 21; handled 20; carried_out 1
政府信息公开申请予以公开率60%,共予以公开12件。 | granted 12
政府信息公开申请中作出不予公开决定的3件中,涉及国家秘密1件,涉及内部事务信息2件。 | denied 3
收到申请公开政府信息的申请9件,本机关不掌握相关信息的3件,予以公开6件。 | received 9; unavailable 3; granted 6
政府信息公开申请里有2件不予公开。 | denied 2
有1件政府信息公开申请因申请内容不明确无法提供。 | -
无政府信息公开申请被结转至下一年度。 | carried_out 0
所有政府信息公开申请均在年内办结,无结转。 | -
全年我局没有受理过一件政府信息公开申请。 | received 0
我局2023年未收到公开申请,故无行政复议和行政诉讼发生。 | received 0; disputes.review 0; disputes.suit 0
2023年未收到政府信息公开申请,亦无因信息公开引起的行政复议、诉讼。 | received 0; disputes.review 0; disputes.suit 0
2023年未接到政府信息公开申请、无行政复议和诉讼情况。 | received 0; disputes.review 0; disputes.suit 0
政府信息公开行政复议、行政诉讼均未发生。 | disputes.review 0; disputes.suit 0
没有被申请行政复议和被提起行政诉讼的情况。 | disputes.review 0; disputes.suit 0
本机关未因政府信息公开工作被申请行政复议或被提起行政诉讼。 | disputes.review 0; disputes.suit 0
本年度行政复议案件数为0,行政诉讼案件数为0。 | disputes.review 0; disputes.suit 0
行政复议和行政诉讼方面,全年涉及政府信息公开的行政复议1件、行政诉讼1件。 | disputes.review 1; disputes.suit 1
涉及信息公开行政复议2宗(维持1宗,撤回1宗),行政诉讼1宗(驳回)。 | disputes.review 2; disputes.suit 1
2023年我局发生政府信息公开行政复议、诉讼案件0起。 | disputes.review 0; disputes.suit 0
规范性文件制定2件,清理3件,废止1件。 | normative.issued 2; normative.repealed 1
2023年度制定公布行政规范性文件2件,现行有效规范性文件9件。 | normative.issued 2; normative.in_force 9
本年制发行政规范性文件件数为2件,废止件数为1件,现行有效件数为9件。 | normative.issued 2; normative.repealed 1; normative.in_force 9
我局现行有效的行政规范性文件共有9部。 | normative.in_force 9
2023年,我局行政许可处理决定数量为356件,行政处罚处理决定数量为12件,行政强制处理决定数量为0件。 | licence.decided 356; penalty.decided 12; coercion.decided 0
作出行政许可决定356件、行政处罚决定12件,无行政强制。 | licence.decided 356; penalty.decided 12; coercion.decided 0
全年行政处罚12件,罚款金额合计8.6万元;行政许可356件。 | penalty.decided 12; licence.decided 356
行政事业性收费本年收费金额为36.58万元。 | fee.amount 36.58
本年行政事业性收费总额36.58万元,较上年增加2万元。 | fee.amount 36.58
本年度收取信息处理费为0元。 | processing_fee 0
2023年度,本机关收取政府信息公开信息处理费共0万元。 | processing_fee 0
2023年度未向申请人收取信息处理费用。 | processing_fee 0
本年度政府信息公开信息处理费无收取。 | processing_fee 0
我局2023年度未发生政府信息公开信息处理费收取情况。 | processing_fee 0
2023年,我局主动公开政府信息总数1,508条。 | published.total 1508
2023年,我局共计主动公开政务信息1508条次。 | published.total 1508
全年在县政府门户网站主动公开政府信息1508条,其中:机构职能5条,政策法规20条,规划计划3条,业务工作1480条。 | published.total 1508 (5+20+3+1480)
我局全年公开政府信息1508条,全文电子化率100%。 | published.total 1508
全年主动公开本机关政府信息1508条。 | published.total 1508
2023年,共向社会公开各类信息1508条,其中政务公开信息300条,工作动态1208条。 | published.total 1508 (300+1208)
2023年,我局一共收到8件政府信息公开申请,比上年多了2件;其中6件予以公开,1件因涉及个人隐私不予公开,1件因本机关不掌握而无法提供。 | received 8; granted 6; denied 1; unavailable 1
全年共受理信息公开申请8件,无一逾期。 | received 8
县水务局是我局的兄弟单位,县水务局全年收到政府信息公开申请30件。 | received 30 @unknown
2023年1—12月,共收到依申请公开8件。 | received 8
2023年度依申请公开数量为8件,较2022年度的12件减少4件。 | received 8
共计收到8起依申请信息公开,全部按期答复。 | received 8
全年办理依申请公开申请8件,均为网上受理。 | handled 8
共接办政府信息公开申请8件。 | -
经初步统计,全年收到信息公开申请8件左右。 | received ~8
全年接收政府信息公开申请不少于8件。 | received >=8
收到信息公开申请逾80件。 | received >=80
收到信息公开申请八十余件。 | received >=80
收到信息公开申请8(8)件。 | -
受理申请8件。 | -
政府信息公开申请"零受理"。 | -
我局全年政府信息公开工作零投诉、零复议、零诉讼。 | disputes.review 0; disputes.suit 0
实现信息公开零复议零诉讼。 | disputes.review 0; disputes.suit 0
信息公开行政复议与行政诉讼继续保持零记录。 | -
政府信息公开申请8件,行政复议1件,行政诉讼1件。 | received 8; disputes.review 1; disputes.suit 1
收到政府信息公开申请8件;办结8件;行政复议0件;行政诉讼0件。 | received 8; handled 8; disputes.review 0; disputes.suit 0
政府信息公开申请行政复议1件。 | disputes.review 1
因政府信息公开申请引发行政复议1件,未引发行政诉讼。 | disputes.review 1; disputes.suit 0
作为被申请人的政府信息公开行政复议案件1件。 | disputes.review 1
我局被提起政府信息公开类行政诉讼2起,一审均胜诉。 | disputes.suit 2
收到人民法院政府信息公开案件应诉通知2件。 | -
复议机关作出维持决定2件。 | -
公开现行有效规范性文件14件。 | normative.in_force 14
公开行政规范性文件14件。 | -
2023年新公开规范性文件4件,对外公开总数14件。 | normative.issued 4
制作并公开行政规范性文件4件。 | normative.issued 4
废止和修改规范性文件6件。 | -
对14件规范性文件进行了清理,宣布废止3件、继续有效11件。 | normative.repealed 3
无新制发规范性文件,无废止规范性文件,现行有效规范性文件0件。 | normative.issued 0; normative.repealed 0; normative.in_force 0
共作出行政许可决定1.2万件。 | licence.decided 12000
行政许可办理量为1200件。 | licence.decided 1200
全年共实施行政处罚案件22件,行政强制0件,行政许可0件。 | penalty.decided 22; coercion.decided 0; licence.decided 0
公开行政许可决定1200件、行政处罚决定22件。 | -
未收取行政事业性收费。 | fee.amount 0
行政事业性收费收取0元,信息处理费收取0元。 | fee.amount 0; processing_fee 0
本年度政府信息公开收费0元。 | processing_fee 0
本单位未对政府信息公开申请收取任何费用。 | processing_fee 0
全年依申请提供政府信息未收取检索、复制、邮寄等费用。 | -
主动公开政府信息460条,更新率100%,其中动态类400条,公告类60条。 | published.total 460 (400+60)
2023年主动公开政府信息460条,比2022年增加60条。其中,动态类400条,公告类60条。 | published.total 460 (400+60)
发布各类政府信息460条。 | published.total 460
通过县政府网站主动公开各类政府信息460余条,通过政务公开栏公开30余条。 | -
政务公开方面共公开信息460条。 | published.total 460
我镇主动公开政府信息460条。 | published.total 460
县级层面共主动公开政府信息460条。 | published.total 460
"""


@pytest.mark.parametrize(("sentence", "expected"), [tuple(line.split(" | ")) for line in MANY_HANDS.strip().splitlines()])
def test_the_same_things_said_by_many_hands_are_the_same_claims(sentence: str, expected: str, vocabulary: Vocabulary) -> None:
    check(sentence, expected.strip(" -"), vocabulary)


PARAGRAPHS = [
    pytest.param(
        "(二)依申请公开情况。全年收到申请12件,其中新收11件,上年结转1件。办结11件,其中予以公开6件、无法提供5件。其余1件结转下年度继续办理。",
        "received 12; received 11; carried_in 1; handled 11; granted 6; unavailable 5; carried_out 1",
        id="the-subject-is-carried-from-sentence-to-sentence",
    ),
    pytest.param(
        "依申请公开。对申请的答复总数12件,其中:同意公开答复数10件;同意部分公开答复数1件;不同意公开答复数1件。",
        "handled 12; granted 10; partly_granted 1; denied 1",
        id="the-old-table-told-in-prose",
    ),
    pytest.param(
        "一、总体情况2023年,我局认真落实条例。(一)主动公开情况。全年主动公开政府信息56条。(二)依申请公开情况。收到申请3件,已全部答复。"
        "(三)平台建设。处理热线20件,办结20件。",
        "published.total 56; received 3",
        id="a-report-in-one-line",
    ),
    pytest.param(
        "我局全年共收到政府信息公\n开申请12件,均按时答复,主要涉及征地拆迁、规划许可等内容,予以公\n\n- 3 -\n\n开8件。",
        "received 12; granted 8",
        id="wrapped-lines-and-a-page-break",
    ),
    pytest.param(
        "(二)依申请公开情况\n收到申请数量:5\n办结数量:5\n结转下年度数量:0\n(三)信息管理\n",
        "received 5; handled 5; carried_out 0",
        id="one-count-a-line",
    ),
    pytest.param(
        "(二)依申请公开情况\n收到政府信息公开申请5件\n予以公开3件\n无法提供2件\n(三)互动交流\n办理来信15件\n答复15件",
        "received 5; granted 3; unavailable 2",
        id="a-list-without-marks-and-the-next-section",
    ),
    pytest.param(
        "全年收到政府信息公开申请6件。\n\n全年收到政府信息公开申请6件,均按期办结。",
        "received 6",
        id="said-twice-is-one-claim",
    ),
    pytest.param(
        "全年收到政府信息公开申请6件。\n\n全年收到政府信息公开申请7件,均按期办结。",
        "received 6; received 7",
        id="contradicting-itself-is-two-claims",
    ),
    pytest.param(
        "全年收到政府信息公开申请6件。全县收到政府信息公开申请6件。",
        "received 6; received 6 @whole_area",
        id="the-same-count-of-another-scope-is-another-claim",
    ),
    pytest.param(
        "全年办理政府信息公开申请35件,答复33件。", "handled 33", id="done-goes-before-dealt-with",
    ),
    pytest.param(
        "一是主动公开政府信息300条。二是公开政府信息56条。", "published.total 300", id="actively-published-goes-before-published",
    ),
    pytest.param(
        "一是公开政府信息300条。二是公开政府信息56条。", "", id="two-published-totals-are-none",
    ),
    pytest.param(
        "收到申请公开政府信息的申请12件,延期答复2件。", "received 12", id="a-sort-of-answers-is-not-all-answers",
    ),
    pytest.param(
        "本年新收政府信息公开申请数量 6 0 0 0 0 0 6\n行政许可 77\n行政处罚 0", "", id="rests-of-a-table-are-no-claims",
    ),
    pytest.param(
        "本年度政府信息公开申请数量为1\n2件。", "received 12", id="a-figure-torn-by-a-line-break-is-mended",
    ),
    pytest.param(
        "办理2件予以公开1件不予公开的政府信息公开申请。", "", id="words-that-go-either-way",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), PARAGRAPHS)
def test_paragraphs_are_read_as_their_sentences_hang_together(text: str, expected: str, vocabulary: Vocabulary) -> None:
    check(text, expected, vocabulary)


def test_evidence_is_the_number_itself_in_the_original(vocabulary: Vocabulary) -> None:
    text = "前言。全年共主动公开政府信息 1,026 余条,收到政府信息公开申请一百零五件。"
    spans = [text[claim.evidence.start : claim.evidence.stop] for claim in read(text, vocabulary)]
    assert spans == ["1,026", "一百零五"]


def test_evidence_of_none_is_the_words_that_say_so(vocabulary: Vocabulary) -> None:
    text = "2023年,我局未收到政府信息公开申请,工作有序。"
    (claim,) = read(text, vocabulary)
    assert text[claim.evidence.start : claim.evidence.stop] == "未收到政府信息公开申请"
    assert claim.quote == text


def test_evidence_lies_in_the_original_where_glosses_were_taken_out(vocabulary: Vocabulary) -> None:
    original = "全年收到政府信(xìn)息公开申请1(yī)2件。"
    keep = [at for at in range(len(original)) if not any(m.start() <= at < m.end() for m in re.finditer(r"\([a-zìī]+\)", original))]
    clean = NormalisedText("".join(original[at] for at in keep), keep, [at + 1 for at in keep])
    (claim,) = read_claims(clean, [Span(0, len(keep))], 2023, AGENCY, vocabulary)
    assert claim.value == 12
    assert original[claim.evidence.start : claim.evidence.stop] == "1(yī)2"


def test_a_quote_is_the_sentence_or_the_stretch_around_the_number(vocabulary: Vocabulary) -> None:
    text = "2023年," + "我局认真落实各项要求," * 30 + "全年收到政府信息公开申请12件," + "不断提高服务水平," * 30 + "成效明显。"
    (claim,) = read(text, vocabulary)
    assert len(claim.quote) <= 120
    assert "申请12件" in claim.quote


def test_nothing_is_read_from_tables_or_from_marked_stretches(vocabulary: Vocabulary) -> None:
    text = "收到政府信息公开申请3件。\n收到政府信息公开申请4件。\n收到政府信息公开申请5件。"
    second, third = text.index("\n") + 1, text.rindex("\n") + 1
    clean = NormalisedText(text, range(len(text)), range(1, len(text) + 1), marked=(Span(third, len(text)),))
    claims = read_claims(clean, [Span(0, second), Span(third, len(text))], 2023, AGENCY, vocabulary)
    assert [claim.value for claim in claims] == [3]


def test_a_sentence_does_not_go_on_behind_a_table(vocabulary: Vocabulary) -> None:
    text = "本年度共收到政府信息公开申请的数量为|||12件,予以公开3件。"
    before = text.index("|")
    clean = NormalisedText.plain(text)
    claims = read_claims(clean, [Span(0, before), Span(before + 3, len(text))], 2023, AGENCY, vocabulary)
    assert [claim.topic for claim in claims] == ["requests.granted"]


def test_without_a_year_every_named_year_is_the_reports_own(vocabulary: Vocabulary) -> None:
    claims = read("2019年,我局收到政府信息公开申请12件,去年收到政府信息公开申请9件。", vocabulary, year=None)
    assert [claim.value for claim in claims] == [12]


def test_an_empty_text_claims_nothing(vocabulary: Vocabulary) -> None:
    assert read_claims(NormalisedText.plain(""), [], 2023, AGENCY, vocabulary) == ()


NOUNS = st.sampled_from(["政府信息公开申请", "信息公开申请", "申请公开政府信息", "公开政府信息的申请", "依申请公开申请"])
FRAMES = st.sampled_from(["", "2023年,", "全年", "本年度,我局", "2023年度,县自然资源局", "为保障公众知情权,我局全年"])
ENDS = st.sampled_from(["。", ",均按时答复。", ",较上年增加5件。", ",同比增长20%。", ",其中网上申请1件。", "(较2022年减少7件)。"])


@given(value=st.integers(0, 99999), noun=NOUNS, frame=FRAMES, end=ENDS, order=st.sampled_from(["VNA", "VAN", "NA"]), comma=st.booleans())
def test_received_reads_back_from_any_frame(
    vocabulary: Vocabulary, value: int, noun: str, frame: str, end: str, order: str, comma: bool
) -> None:
    amount = f"{value:,}件" if comma else f"{value}件"
    sentence = {"VNA": f"共收到{noun}{amount}", "VAN": f"共收到{amount}{noun}", "NA": f"{noun}{amount}"}[order]
    if order == "NA" and "县自然资源局" in frame:
        frame = ""
    assert [short(claim) for claim in read(frame + sentence + end, vocabulary)] == [f"received {value}"]


@given(
    counts=st.lists(st.integers(0, 500), min_size=6, max_size=6),
    mark=st.sampled_from([",", "、", ";", ";\n", ",\n"]),
    lead=st.sampled_from(["其中", "其中:", "办理结果为:", ""]),
)
def test_every_outcome_of_a_list_reads_back(vocabulary: Vocabulary, counts: list[int], mark: str, lead: str) -> None:
    names = ["予以公开", "部分公开", "不予公开", "无法提供", "不予处理", "其他处理"]
    topics = ["granted", "partly_granted", "denied", "unavailable", "not_processed", "other"]
    text = f"收到政府信息公开申请{sum(counts)}件,{lead}" + mark.join(f"{n}{c}件" for n, c in zip(names, counts, strict=True)) + "。"
    claims = [short(claim) for claim in read(text, vocabulary)]
    assert claims == [f"received {sum(counts)}", *(f"{t} {c}" for t, c in zip(topics, counts, strict=True))]


PIECES = [
    "收到", "政府信息公开申请", "申请", "12件", "3", "0件", "予以公开", "不予公开", "结转", "下年度", "2022年", "2023年", "其中",
    ",", "、", ";", "。", "(", ")", ":", "\n", "未", "无", "行政复议", "行政诉讼", "均为", "分别为", "信息处理费", "1.5万元",
    "主动公开", "政府信息", "全县", "较上年", "累计", "|", "公民", "微信", "规范性文件", "制发", "行政许可", "和", "其他", "一件",
    "热线", "受", "委托", "我局", "县教育局", "剩下", "没有", "截至", "近五年",
]  # fmt: skip


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_no_order_of_words_breaks_the_reader_and_every_claim_stands_in_the_text(vocabulary: Vocabulary, text: str) -> None:
    for claim in read(text, vocabulary):
        start, stop = claim.evidence
        assert 0 <= start < stop <= len(text)
        if claim.value:
            assert re.search(r"\d|[一二两三四五六七八九十]", text[start:stop])
        assert len(claim.quote) <= 120


MORE = [*PIECES, "发布", "公开", "更新", "信息", "市", "转", "由", "向", "县水利局", AGENCY, "办公室", "召开会议", "12次", "20条", "另", "《办法》", "“", "。\n"]


@settings(max_examples=500)
@given(st.lists(st.sampled_from(MORE), max_size=60).map("".join))
def test_what_is_passed_by_without_being_read_word_by_word_would_claim_nothing(vocabulary: Vocabulary, text: str) -> None:
    with patch.object(narrative, "_counts_other_things", return_value=False):
        every = read(text, vocabulary)
    assert read(text, vocabulary) == every


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(vocabulary: Vocabulary, text: str) -> None:
    read(text, vocabulary)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("version: 1\n", ""), "version"),
        (("version: 1\n", "version: 1\nsurprise: [a]\n"), "surprise"),
        (("  carry: [", "  carry: [收到, "), "收到"),
        (("  carry: [", "  carry: [结 转, "), "carry"),
        (('{元: "1"', '{元: "one"'), "money"),
        (("  carry: [", "  carry: [["), "YAML"),
    ],
    ids=["a-missing-key", "an-unknown-key", "a-word-in-two-lists", "a-word-with-a-space", "a-unit-without-a-factor", "not-yaml"],
)
def test_a_broken_vocabulary_says_which_file_and_which_key(change: tuple[str, str], says: str, tmp_path: Path) -> None:
    broken = tmp_path / "narrative.yaml"
    text = WORDS.read_text(encoding="utf-8")
    assert change[0] in text
    broken.write_text(text.replace(*change, 1), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load_vocabulary(broken)
    assert str(broken) in caught.value.message
    assert says in caught.value.message
    assert caught.value.hint


def test_a_new_word_in_the_file_is_a_new_word_of_the_reader(tmp_path: Path, vocabulary: Vocabulary) -> None:
    sentence = "全年收讫政府信息公开申请7件。"
    wider = tmp_path / "narrative.yaml"
    wider.write_text(WORDS.read_text(encoding="utf-8").replace("  receive: [", "  receive: [收讫, ", 1), encoding="utf-8")
    assert [short(claim) for claim in read(sentence, load_vocabulary(wider))] == ["received 7"]


def test_long_prose_is_read_in_milliseconds(vocabulary: Vocabulary) -> None:
    padding = "我局坚持以公开为常态、不公开为例外,进一步完善工作机制,规范公开流程,扎实推进决策、执行、管理、服务和结果公开。" * 14
    text = (padding + "全年主动公开政府信息326条,收到政府信息公开申请12件,予以公开8件。") * 10
    read(text, vocabulary)
    start = time.perf_counter()
    read(text, vocabulary)
    assert time.perf_counter() - start < 0.2, f"{len(text)} characters"


@pytest.mark.parametrize(
    "text",
    ["未" * 30000, "收到" * 30000, "1," * 30000, "一" * 30000, "微信" * 30000, "其中。" * 20000, "主动公开信息1条" * 8000,
     "(" * 30000, "全县" * 30000, "无申请、" * 15000, "收到申请没有句号的一行\n" * 4000, "\n" * 60000, "行政复议和" * 10000 + "3件"],
    ids=range(13),
)  # fmt: skip
def test_a_hostile_text_takes_no_more_than_its_length(text: str, vocabulary: Vocabulary) -> None:
    start = time.perf_counter()
    read(text, vocabulary)
    assert time.perf_counter() - start < 3


def test_what_a_zone_counts_as_a_whole_is_not_laid_to_its_committee(vocabulary: Vocabulary) -> None:
    (claim,) = read("全区行政机关全年新收政府信息公开申请3464件。", vocabulary, organization="云屿生态旅游区管理委员会")
    assert (claim.topic, claim.value, claim.scope) == ("requests.received", 3464, "unknown")
