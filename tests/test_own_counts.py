# ruff: noqa: E501 — a table of sentences
"""Sentences of many agencies' reports, each behind one that speaks of requests: the counts that are the agency's own, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.readers.narrative import Vocabulary, load_vocabulary, read_claims
from extractor.text import NormalisedText, Span

WORDS = Path(__file__).parent.parent / "rules" / "text" / "narrative.yaml"
BEFORE = "依申请公开情况。及时答复政府信息公开申请。\n"

# An agency, then its sentences.
SENTENCES = """
# 临河县林业和草原局
政府信息公开申请收件量23件,其中网上18件、邮寄5件。 | received 23
2023年度我局共受理依申请公开政府信息事项6宗,全部在法定期限内予以答复。 | received 6
受理的23件申请里,予以公开11件,部分公开2件,不予公开3件,因本机关不掌握等无法提供6件,不予处理1件。 | denied 3; granted 11; not_processed 1; partly_granted 2; received 23; unavailable 6
作出“予以公开”决定11件,“部分公开”决定2件,“不予公开”决定3件。 | denied 3; granted 11; partly_granted 2
其中按照咨询办理3件,按投诉举报办理1件。 | -
全年收到政府信息公开申请12件,其中予以公开7件,作为信访件办理2件,告知向县自然资源局咨询3件。 | granted 7; received 12
2022年结转的4件申请均于2023年第一季度办结。 | carried_in 4
由2022年度结转来的政府信息公开申请共计4件。 | carried_in 4
尚未办结、需结转下一年度的政府信息公开申请有2件。 | carried_out 2
上年没有结转,也没有结转下年的申请。 | carried_in 0; carried_out 0
2023年我局主动公开各类政府信息共1,386条,较2022年增加212条。 | published.total 1386
主动公开政府信息1386条,其中林业执法公示540条、造林绿化206条、其他640条。 | published.total 1386
通过县政府门户网站主动公开信息812条,微信公众号推送574条。 | -
2023年累计主动公开信息近1400条。 | published.total ~1400
公开发布各类政府信息共计一千三百八十六条。 | published.total 1386
全年发布政务信息812条,其中网站500条,公众号312条。 | published.total 812
2023年新制发行政规范性文件2件,修改1件,废止3件,现行有效的7件。 | normative.in_force 7; normative.issued 2; normative.repealed 3
印发规范性文件2件,另有1件正在征求意见。 | normative.issued 2
宣布失效行政规范性文件1件。 | normative.repealed 1
年底继续有效的行政规范性文件7件。 | normative.in_force 7
未制定行政规范性文件。 | normative.issued 0
颁发行政许可460件,实施行政处罚31件、行政强制2件。 | coercion.decided 2; licence.decided 460; penalty.decided 31
行政许可460件、行政处罚31件、行政强制0件。 | coercion.decided 0; licence.decided 460; penalty.decided 31
全年实施行政许可460宗,下达行政处罚决定书31份。 | licence.decided 460; penalty.decided 31
行政事业性收费12.5万元,均为森林植被恢复费。 | fee.amount 12.5
收取行政事业性收费125000元。 | fee.amount 12.5
本年度未收取行政事业性收费。 | fee.amount 0
没有向申请人收取信息处理费。 | processing_fee 0
依申请公开未收取任何费用。 | processing_fee 0
未收信息处理费。 | processing_fee 0
收取信息处理费共2笔,合计340元。 | processing_fee 340
依法收取政府信息公开信息处理费1单,计680元。 | processing_fee 680
信息处理费收取情况:收取0元。 | processing_fee 0
2023年因政府信息公开被申请复议3件,维持2件、撤销1件;被起诉1件,尚未审结。 | disputes.review 3; disputes.suit 1
发生涉及政府信息公开的行政复议1起、行政诉讼0起。 | disputes.review 1; disputes.suit 0
政府信息公开行政复议3件、诉讼1件,败诉0件。 | disputes.review 3; disputes.suit 1
以我局为被告的信息公开诉讼1件,一审驳回原告诉讼请求。 | disputes.suit 1
信息公开方面,被提起行政诉讼2件,其中复议后起诉1件。 | disputes.suit 2
没有因信息公开引发复议诉讼。 | disputes.review 0; disputes.suit 0
未出现因政府信息公开而被提起行政复议或行政诉讼的案件。 | disputes.review 0; disputes.suit 0
2023年全局因信息公开工作被申请行政复议1件,无被提起行政诉讼情况。 | disputes.review 1; disputes.suit 0
全县林业系统收到政府信息公开申请40件,其中县局23件。 | received 23
全市林草系统因信息公开引发行政复议18件,涉及我局的2件。 | disputes.review 2
市本级因政府信息公开引发行政诉讼15件,其中我局1件。 | disputes.suit 1
县政府全年收到信息公开申请300件,转我局办理8件。 | -
协助县政府办公室办理政府信息公开申请8件。 | -
会同县自然资源局答复申请2件。 | -
我局办理县长信箱来信64件、12345工单310件。 | -
答复网民留言45条,办理人大建议6件、政协提案9件,办结率100%。 | -
举办政务公开培训2期,培训90人次。 | -
2022年我局收到政府信息公开申请19件,2023年收到14件。 | received 14
2021年至2023年,我局共收到政府信息公开申请51件。 | -
“十四五”以来累计公开政府信息5600条。 | -
下一年度计划公开重点领域信息不少于1000条。 | -
标注为“依申请公开”的公文46件,“不予公开”的12件。 | -
制发公文210件,其中主动公开60件、依申请公开46件、不予公开104件。 | -
公文公开属性:主动公开60件,依申请公开46件。 | -
政府信息公开申请主要集中在林地权属(9件)、征占用(5件)等方面。 | -
网上申请18件,信函申请5件,当面申请0件。 | -
自然人申请21件,法人或其他组织申请2件。 | -
# 海津市大港区人力资源和社会保障局
2023年,区人社局共收到政府信息公开申请58件,同比增长16%;上年度结转申请4件;共答复59件,结转下年度3件。 | carried_in 4; carried_out 3; handled 59; received 58
区人社局全年登记办理申请58件。 | received 58
市人社局转来申请2件,已并案答复。 | -
收到58件政府信息公开申请,加上上年结转的4件,应办理62件。 | carried_in 4; received 58
本年应办理政府信息公开申请62件,实际办结59件,按期办结率100%。 | handled 59
依申请公开情况。全年共收到申请58件,其中当面提交3件,网络提交40件,信函提交15件。 | received 58
申请内容涉及社保缴费21件、劳动仲裁14件、职称评审6件。 | -
政府信息公开投诉举报2件,已办结。 | -
接受政府信息公开咨询1200余次。 | -
受理劳动监察投诉1,204件,结案1,198件。 | -
全年受理工伤认定申请2,310件,办结2,300件。 | -
共作出行政处罚决定12件,罚款金额36.8万元。 | penalty.decided 12
收缴行政事业性收费0.86万元(考试费)。 | fee.amount 0.86
考试报名费收入86万元。 | -
全区人社系统公开信息4300条,其中我局主动公开2100条。 | published.total 2100
区政府门户网站发布我局信息900条。 | -
2023年度,局主动公开政府信息达2100条。 | published.total 2100
规范性文件:新制定1件;废止0件;现行有效9件。 | normative.in_force 9; normative.issued 1; normative.repealed 0
截至2023年12月31日,我局现行有效规范性文件9件。 | normative.in_force 9
起草并以区政府名义印发规范性文件3件。 | -
公开规范性文件9件、政策解读12篇。 | -
我局全年共有行政复议案件5件(其中涉及信息公开2件),行政诉讼案件7件(其中涉及信息公开1件)。 | disputes.review 2; disputes.suit 1
全年行政诉讼7件,均与政府信息公开无关。 | -
被市政府复议纠正的信息公开案件1件。 | -
2023年我局政府信息公开行政复议、行政诉讼数量均为零。 | disputes.review 0; disputes.suit 0
本年度信息公开行政复议案件0件,行政诉讼案件0件,未收取信息处理费。 | disputes.review 0; disputes.suit 0; processing_fee 0
本年度发出收费通知0件,收取信息处理费0元。 | processing_fee 0
本年度发出收费通知的件数为2件,总金额为560元,实际收取的总金额为520元。 | processing_fee 520
减免信息处理费1件,金额120元。 | -
# 安西县人民政府
2023年,全县各级行政机关共收到政府信息公开申请316件,上年结转9件,办结318件,结转下年7件。 | carried_in 9; carried_out 7; handled 318; received 316
全县主动公开政府信息4.6万条。 | published.total 46000
我县全年收到申请316件。 | received 316
全县新制发行政规范性文件14件,废止6件,现行有效88件。 | normative.in_force 88; normative.issued 14; normative.repealed 6
全县因政府信息公开被申请行政复议12件、被提起行政诉讼5件。 | disputes.review 12; disputes.suit 5
全市共收到政府信息公开申请2,980件,我县316件,占10.6%。 | received 316
县自然资源局收到申请最多,为71件。 | -
县公安局、县住建局分别收到申请33件、52件。 | -
安西县共收到政府信息公开申请316件,全部依法办理。 | received 316
# 白石镇人民政府
全镇共收到政府信息公开申请2件,均已办结。 | received 2
2023年,白石镇主动公开政府信息168条,其中财政信息12条、民生信息156条。 | published.total 168
镇政府全年未收到信息公开申请,没有上年结转申请。 | carried_in 0; received 0
各村公开村务信息1,320条。 | -
村务公开栏公开信息360条。 | -
我镇作出行政处罚5起,罚款0.6万元。 | penalty.decided 5
全镇办理农村宅基地审批45件。 | -
我镇本年度依申请公开数量0件,行政复议0件,行政诉讼0件。 | disputes.review 0; disputes.suit 0; received 0
# 昌明市人民政府办公室
市政府办公室以本机关名义受理申请38件,代市政府受理申请108件。 | received 38
全市各级行政机关收到政府信息公开申请1,760件,市政府办公室收到146件。 | received 146
市政府公报全年编印12期,刊登文件108件。 | -
我办全年公开政府信息1,022条,其中市政府文件90条、市政府办公室文件132条、其他800条。 | published.total 1022
以市政府名义制发行政规范性文件13件。 | -
各县区、市直部门公开政府信息18万条。 | -
我办牵头清理市政府规范性文件200件,废止42件。 | -
# 龙泉开发区管理委员会
开发区全年主动公开信息2,004条。 | published.total 2004
管委会共收到申请26件,其中25件已办结,1件结转2024年。 | carried_out 1; handled 25; received 26
管委会2023年受理政府信息公开申请26件;办结25件,其中,予以公开12件,部分公开3件,不予公开1件,无法提供9件。 | denied 1; granted 12; handled 25; partly_granted 3; received 26; unavailable 9
我区(开发区)因信息公开被提起行政复议1件,结果维持。 | disputes.review 1
# 宁川省生态环境厅
厅机关全年受理政府信息公开申请402件,其中自然人331件、法人及其他组织71件;上年结转18件;全年答复407件,结转2024年13件。 | carried_in 18; carried_out 13; handled 407; received 402
全省生态环境系统受理申请3,106件。 | -
13个市(州)生态环境局收到申请2,704件。 | -
我厅作出予以公开123件、部分公开37件、不予公开22件、无法提供161件、不予处理50件、其他处理14件的答复。 | denied 22; granted 123; not_processed 50; other 14; partly_granted 37; unavailable 161
被生态环境部受理的行政复议9件,被省政府受理的行政复议4件。 | -
因政府信息公开,我厅被申请行政复议13件(维持9件,纠正1件,其他3件),被提起行政诉讼6件(均在审理中)。 | disputes.review 13; disputes.suit 6
全年制定行政规范性文件5件、修订2件、废止4件。 | normative.issued 5; normative.repealed 4
(一)发出收费通知3件,收取信息处理费共计1,150元。 | processing_fee 1150
厅门户网站发布信息6,120条,“两微”发布信息9,800条,主动公开政府信息合计15,920条。 | published.total 15920
办理行政许可2,044件,其中辐射类1,210件、环评类834件。 | licence.decided 2044
全省共办理行政许可21,000余件,我厅办理2,044件。 | licence.decided 2044
下达行政处罚决定书18份,罚款1,240万元。 | penalty.decided 18
实施查封扣押6件、限产停产2件。 | -
# 柳坪市交通运输局
2023年我局共受理信息公开申请37件,办结率100%。 | received 37
政府信息依申请公开方面,全年受理37件、办结39件(含上年结转的5件)、结转3件。 | carried_in 5; carried_out 3; handled 39; received 37
本年内,申请人以信函、网络等方式向我局提出政府信息公开申请37件。 | received 37
受理37件政府信息公开申请,其中,涉及公路规划20件,涉及出租车经营权9件,其他8件。 | received 37
收到37件政府信息公开申请,同比减少22.9%,其中不予公开2件、部分公开4件。 | denied 2; partly_granted 4; received 37
其中,同意公开十五件,不同意公开两件,同意部分公开四件。 | denied 2; granted 15; partly_granted 4
决定予以公开的政府信息公开申请15件。 | granted 15
截至2023年底,未到答复期限的政府信息公开申请3件,结转下一年度。 | carried_out 3
至年底尚有3件政府信息公开申请正在办理,均结转下年度继续办理。 | carried_out 3
2023年无上年度结转申请,年末也无结转至下年度的申请。 | carried_in 0; carried_out 0
按期答复率为100%,无一件超期。 | -
全年累计向社会主动公开政府信息2615条,同比上升7.2%。 | published.total 2615
主动公开政府信息2615条(次),其中网站公开1980条,新媒体公开635条。 | published.total 2615
2023年共主动公开政府信息2600多条。 | published.total >=2600
主动公开信息量达2615条。 | published.total 2615
政府信息主动公开数量为2,615条。 | published.total 2615
局网站发布信息1,980条,官方微博发布信息410条,微信公众号发布信息225条。 | -
上级网站采用我局信息96条。 | -
全年报送政务信息188条,被采用43条。 | -
转发国务院、省政府重要信息120条。 | -
制定并公布行政规范性文件3件,均同步解读。 | normative.issued 3
本年度出台《柳坪市出租汽车管理办法》等行政规范性文件3件。 | normative.issued 3
2023年我局行政规范性文件制发3件,废止0件,现行有效21件。 | normative.in_force 21; normative.issued 3; normative.repealed 0
经清理,我局废止规范性文件4件,修改2件,现行有效21件。 | normative.in_force 21; normative.repealed 4
全年办理道路运输许可8,412件,处罚案件615件,强制措施22件。 | -
作出行政许可8,412件、行政处罚615件、行政强制22件。 | coercion.decided 22; licence.decided 8412; penalty.decided 615
作出行政许可决定8,412件,同比增长3%;行政处罚决定615件,同比下降11%;行政强制措施22次。 | coercion.decided 22; licence.decided 8412; penalty.decided 615
我局共实施行政处罚615起,罚款286.4万元,没有实施行政强制。 | coercion.decided 0; penalty.decided 615
行政处罚决定公示615条。 | -
公示“双公示”信息9,027条,其中行政许可8,412条、行政处罚615条。 | -
行政事业性收费总金额为1,203.55万元。 | fee.amount 1203.55
2023年行政事业性收费0元。 | fee.amount 0
全年未就政府信息公开事项收取任何费用。 | processing_fee 0
未产生政府信息公开处理费。 | processing_fee 0
政府信息公开申请未收取信息处理费。 | processing_fee 0
2023年,本机关收取信息处理费0件,金额0元。 | processing_fee 0
信息处理费收费金额2,150元,涉及申请1件。 | processing_fee 2150
全年收取政府信息公开信息处理费2150元(2件)。 | processing_fee 2150
因政府信息公开提起的行政复议5件,其中结果维持4件、尚未审结1件;行政诉讼2件,结果维持1件、尚未审结1件。 | disputes.review 5; disputes.suit 2
涉政府信息公开行政复议案件5宗,涉政府信息公开行政诉讼案件2宗。 | disputes.review 5; disputes.suit 2
申请人对我局政府信息公开答复不服,申请行政复议5件,提起行政诉讼2件。 | disputes.review 5; disputes.suit 2
全年发生政府信息公开行政复议5件(市政府维持4件、责令履行1件),未发生行政诉讼。 | disputes.review 5; disputes.suit 0
政府信息公开引发的行政诉讼2件,一审均胜诉,其中1件上诉。 | disputes.suit 2
信息公开领域无行政复议和行政诉讼案件发生。 | disputes.review 0; disputes.suit 0
没有发生针对本局政府信息公开工作的复议、诉讼及申诉。 | disputes.review 0; disputes.suit 0
本局全年行政复议答复18件、行政诉讼应诉31件。 | -
各县(区)交通运输局共收到申请51件。 | -
下属公路中心、运输中心分别收到申请4件和2件。 | -
局属单位主动公开信息1,100条。 | -
市政府转办我局政府信息公开申请6件。 | -
配合市司法局办理信息公开行政复议答复5件。 | -
2021、2022、2023年分别收到申请30件、48件、37件。 | -
近三年共收到政府信息公开申请115件。 | -
2022年度我局主动公开政府信息2440条,2023年度主动公开2615条。 | published.total 2615
全年办理12345热线工单4,215件,答复率100%。 | -
办理市人大代表建议22件、政协提案31件,全部按期答复并公开。 | -
召开新闻发布会3场,回应社会关切11次。 | -
公开预决算信息4条、三公经费信息2条。 | -
全年开展培训2次、督查4次,通报问题15个。 | -
标识为依申请公开的文件30份,主动公开的文件45份,不予公开的文件60份。 | -
# 华岭县卫生健康局
2023年县卫健局收到依申请公开信息申请2条,答复2条。 | handled 2; received 2
2023年我局收到政府信息公开申请2件,1件予以公开,1件因不属于本机关职责范围无法提供。 | granted 1; received 2; unavailable 1
县医院、县疾控中心等下属单位公开院务信息420条。 | -
受理医疗机构执业登记申请31件,作出行政许可29件。 | licence.decided 29
卫生监督立案查处58起,作出行政处罚决定58份,罚没款19.2万元。 | penalty.decided 58
全系统收到政府信息公开申请5件,其中局机关2件。 | received 2
# 丹霞市青石区人民政府
全区共受理政府信息公开申请507件,其中区政府本级受理63件,区级部门受理301件,乡镇(街道)受理143件。 | -
我区全年新收政府信息公开申请507件,上年结转21件,本年度办结510件,结转下年18件。 | carried_in 21; carried_out 18; handled 510; received 507
全区各级行政机关作出行政处罚决定4,012件、行政强制决定88件。 | coercion.decided 88; penalty.decided 4012
全市通报我区信息公开典型案例2个。 | -
区住建局、区自然资源分局申请量居前两位,分别为92件、85件。 | -
全区政府信息公开行政复议24件,纠正率8.3%;行政诉讼11件。 | disputes.review 24; disputes.suit 11
区政府作为复议机关受理信息公开复议案件19件。 | -
全区新制发行政规范性文件8件,废止5件,现行有效76件。 | normative.in_force 76; normative.issued 8; normative.repealed 5
全区收取信息处理费2,400元。 | processing_fee 2400
# 桃源街道办事处
街道全年主动公开政府信息96条,无依申请公开。 | published.total 96; received 0
本街道2023年收到政府信息公开申请1件,已答复。 | received 1
街道各社区张贴居务公开信息760条。 | -
# 国家税务总局安阜市税务局
全市税务系统作出行政处罚1,320件。 | -
局机关无行政事业性收费。 | fee.amount 0
# 安阜市教育局
市教育局2023年收到依申请公开申请26件,同比增加4件;办结26件;其中予以公开14件、部分公开3件、无法提供9件。 | granted 14; handled 26; partly_granted 3; received 26; unavailable 9
2023年,局机关共办结依申请公开26件。 | handled 26
依申请公开办理情况:新收26件;上年结转0件;办结26件;结转下年0件。 | carried_in 0; carried_out 0; handled 26; received 26
公民申请24件、法人申请2件,无其他组织申请。 | -
政府信息公开行政复议、诉讼:复议1件(维持),诉讼0件。 | disputes.review 1; disputes.suit 0
# 文澜市水务局
2023年,市水务局新收政府信息公开申请31件,比上年多4件;上年结转未办结2件。 | carried_in 2; received 31
收到信息公开申请的渠道主要为网络平台(22件)、邮政寄送(8件)、现场递交(1件)。 | -
全年共办结申请30件,答复率100%,满意率98%。 | handled 30
按照结果分类:予以公开12件,占比40%;部分公开4件,占比13.3%;无法提供9件,占比30%。 | granted 12; partly_granted 4; unavailable 9
对涉及第三方权益的3件申请书面征求意见。 | -
转为信访事项办理2件,告知向其他机关申请4件。 | -
“政府信息不存在”5件,“非本机关职责”4件。 | -
至2023年12月31日,有3件申请在法定期限内正在办理,结转至下年。 | carried_out 3
从上一年度结转的2件申请,均已于2月底前答复。 | carried_in 2
全局主动公开政府信息共计1044条,其中门户网站871条、政务新媒体173条。 | published.total 1044
2023年通过市政府信息公开平台公开信息871条,通过“文澜水务”微信公众号公开173条。 | -
主动公开政府信息1044条,完成年度任务的104%。 | published.total 1044
发布水情信息3,650条、停水公告212条。 | -
2023年度我局规范性文件立改废情况:新制定2件,修改0件,废止1件。 | normative.issued 2; normative.repealed 1
规范性文件合法性审核5件,备案2件。 | -
以市政府名义印发规范性文件1件。 | -
办理取水许可128件、涉河建设方案许可19件。 | -
作出行政许可决定147件,其中取水许可128件,其他19件;作出行政处罚决定9件,其中罚款8件;行政强制措施1起。 | coercion.decided 1; licence.decided 147; penalty.decided 9
立案查处水事违法案件9件,全部结案,行政处罚9件。 | penalty.decided 9
行政许可147件,行政处罚9件,罚没收入21.5万元。 | licence.decided 147; penalty.decided 9
全年征收水资源费4,312万元。 | -
征收行政事业性收费4,318.62万元(水资源费、水土保持补偿费)。 | fee.amount 4318.62
行政事业性收费金额为4318.6200万元。 | fee.amount 4318.6200
本年度对1名申请人按量收取信息处理费870元。 | processing_fee 870
信息处理费:0元。 | processing_fee 0
因信息公开引发行政复议2件,均在审理中。 | disputes.review 2
全年被申请政府信息公开行政复议2件,无行政诉讼案件。 | disputes.review 2; disputes.suit 0
2023年,以我局为被申请人的政府信息公开行政复议案件2件,以我局为被告的政府信息公开行政诉讼案件1件。 | disputes.review 2; disputes.suit 1
信息公开行政复议2件,其中维持1件,终止1件;因信息公开提起的行政诉讼1件,已撤诉。 | disputes.review 2; disputes.suit 1
无因信息公开被提起行政复议案件,有行政诉讼1件(二审维持)。 | disputes.review 0; disputes.suit 1
本局政府信息公开工作零复议、零诉讼。 | disputes.review 0; disputes.suit 0
未接到针对本机关政府信息公开的投诉举报。 | -
全年共有行政诉讼案件6件,其中因政府信息公开引发1件。 | disputes.suit 1
法规科全年办理复议诉讼案件14件。 | -
全市水务系统受理政府信息公开申请92件,其中局本级31件,区县水务局61件。 | received 31
区县水务局全年主动公开信息5,200条。 | -
河长办收到群众投诉举报310件。 | -
受理供水服务热线来电2.1万个,办结2.1万个。 | -
省水利厅转办申请1件,已按规定移交。 | -
市行政审批局办理涉水许可230件。 | -
我局2020—2023年共受理申请108件。 | -
五年来主动公开信息4,860条。 | -
计划2024年主动公开信息1,100条以上。 | -
2022年主动公开978条,办结申请27件。 | -
答复书被复议机关责令重作的1件。 | -
公开类文件21件,依申请公开类文件40件,不予公开类文件76件。 | -
拟制公文时确定主动公开35件、依申请公开40件、不公开76件。 | -
# 双塔县民政局
2023年未收到政府信息公开申请,上年度亦无结转。 | carried_in 0; received 0
本年度依申请公开政府信息0条,收到申请0件。 | received 0
我局未发生有偿提供政府信息行为。 | -
社会组织登记许可23件,年检公示信息88条。 | -
城乡低保公示信息1,260条。 | -
县民政局机关及殡仪馆、福利院共收到申请1件。 | -
# 大湾乡人民政府
乡政府网站专栏发布信息98条,村级公开栏张贴信息620条。 | -
全乡12个村公开村务、财务信息1,440条。 | -
2023年大湾乡无规范性文件制发,现行有效0件。 | normative.in_force 0; normative.issued 0
大湾乡收到政府信息公开申请1件,申请人为个人,答复1件。 | handled 1; received 1
# 靖川市人民政府
2023年,全市行政机关新收政府信息公开申请2,417件,上年结转77件,办结2,405件,结转下年89件。 | carried_in 77; carried_out 89; handled 2405; received 2417
全市各级行政机关主动公开政府信息52.8万条。 | published.total 528000
全省收到申请9.1万件,我市占2.7%。 | -
市自然资源局、市住建局收到申请数量较多,分别为402件、377件。 | -
全市制发行政规范性文件61件,废止44件,现行有效390件。 | normative.in_force 390; normative.issued 61; normative.repealed 44
市政府全年制定规章2件,修改规章1件。 | -
全市各级行政机关因政府信息公开被申请行政复议133件,被提起行政诉讼71件。 | disputes.review 133; disputes.suit 71
市政府复议办公室审理信息公开复议案件98件。 | -
全市收取信息处理费1.24万元。 | processing_fee 12400
全市行政许可33.7万件、行政处罚4.2万件、行政强制9,210件。 | coercion.decided 9210; licence.decided 337000; penalty.decided 42000
# 金垦县财政局
2023年,县财政局共受理依申请公开事项4项,均已按时办理完毕。 | received 4
全县预算单位公开预决算196份,我局公开2份。 | -
公开财政信息136条,占全部公开信息的61%。 | -
财政局2023年主动公开政府信息223条次。 | published.total 223
2023年度县财政局下达行政处罚1件,金额1万元。 | penalty.decided 1
非税收入征缴行政事业性收费2,340万元(全县)。 | -
本局行政事业性收费为零。 | fee.amount 0
全年处理政府采购投诉3件,作出处理决定3件。 | -
# 南屏县市场监督管理局
2023年,我局共收到公民、法人和其他组织政府信息公开申请41件(其中公民39件,企业2件),上年结转3件。 | carried_in 3; received 41
本年度办结42件,具体为:予以公开18件,部分公开6件,不予公开1件,无法提供10件,不予处理5件,其他处理2件。 | denied 1; granted 18; handled 42; not_processed 5; other 2; partly_granted 6; unavailable 10
答复时限方面,20日内答复38件,延期答复4件。 | -
延期答复的政府信息公开申请4件。 | -
职业打索赔人提出的申请28件,占比68%。 | -
涉及行政处罚卷宗的申请17件,均依据规定不予公开。 | -
政府信息公开申请的办理,20件由执法大队承办,21件由法规股承办。 | -
全年受理消费者投诉举报6,210件,办结6,188件。 | -
涉及政府信息公开的行政复议4件,均被维持;涉及政府信息公开的行政诉讼1件,尚未开庭。 | disputes.review 4; disputes.suit 1
因不服政府信息公开答复引发行政复议4起、行政诉讼1起。 | disputes.review 4; disputes.suit 1
不存在因政府信息公开被行政复议、诉讼的情况。 | disputes.review 0; disputes.suit 0
政府信息公开行政诉讼1起(原告撤诉),行政复议4起。 | disputes.review 4; disputes.suit 1
全年主动公开政府信息1,932条,平均每月161条。 | published.total 1932
公开双随机抽查结果812条、行政处罚信息230条、食品抽检信息890条。 | -
主动公开政府信息1932条,其中:食品药品类890条;执法类230条;其他类812条。 | published.total 1932
本年度我局办理企业登记8,120户,许可3,011件。 | -
作出行政许可3011件;行政处罚230件;行政强制11件;行政事业性收费0万元。 | coercion.decided 11; fee.amount 0; licence.decided 3011; penalty.decided 230
2023年查办案件230件,罚没412万元,其中作出行政处罚决定226件。 | penalty.decided 226
行政处罚决定226件,较2022年的301件下降24.9%。 | penalty.decided 226
特种设备检验检测收费88万元。 | -
制定规范性文件0件,废止0件,现行有效1件。 | normative.in_force 1; normative.issued 0; normative.repealed 0
我局无现行有效的行政规范性文件。 | normative.in_force 0
全年信息处理费收入0.05万元。 | processing_fee 500
全县各乡镇市场监管所共收到申请6件,由局里统一答复。 | -
我局下属检验检测中心公开信息120条。 | -
县政务公开办通报,全县1—12月受理申请233件。 | -
2021年、2022年我局分别收到申请33件、36件。 | -
连续三年政府信息公开申请办结率100%,三年共办结119件。 | -
前三季度收到申请30件,第四季度收到11件。 | -
一季度发生信息公开复议1件。 | -
# 乌溪自治县人民政府
2023年,全县共收到政府信息公开申请88件,同比减少12件,办结86件,结转2件。 | carried_out 2; handled 86; received 88
全县各级行政机关办理行政许可9,420件、行政处罚1,877件、行政强制43件。 | coercion.decided 43; licence.decided 9420; penalty.decided 1877
全州政府信息公开工作现场会在我县召开,来自8个县市的120人参加。 | -
我县2023年政府信息公开类行政诉讼4件。 | disputes.suit 4
全县收取信息处理费共计640元,涉及申请2件。 | processing_fee 640
# 河口市人民政府办公厅
市政府办公厅全年收到政府信息公开申请212件,办结209件,另有10件为上年结转,13件结转下年。 | carried_in 10; carried_out 13; handled 209; received 212
全市各级行政机关共收到政府信息公开申请6,203件,办结6,175件。 | -
市政府门户网站全年发布信息5.6万条,其中市政府文件170件。 | -
市政府办公厅主动公开政府信息1,688条。 | published.total 1688
我厅以市政府名义答复政府信息公开申请164件,以我厅名义答复45件。 | handled 45
市政府被申请信息公开行政复议21件,应诉17件。 | -
# 望江街道办事处
街道办事处共公开信息150条,其中工作动态120条,公示公告30条。 | published.total 150
街道收到区信访局转来信访件44件。 | -
本街道2023年未制定规范性文件;作出行政处罚7件;无行政强制。 | coercion.decided 0; normative.issued 0; penalty.decided 7
# 江原省卫生健康委员会
我委收到政府信息公开申请168件,其中自然人142件、商业企业20件、科研机构1件、法律服务机构5件。上年结转6件,本年办结171件,结转下年度继续办理3件。 | carried_in 6; carried_out 3; handled 171; received 168
全省卫生健康系统收到申请2,210件。 | -
委机关制定行政规范性文件6件,联合有关部门印发12件。 | normative.issued 6
委官网全年发布政务信息7,900条,“健康江原”公众号发布2,430条。 | -
对委机关提起的信息公开行政复议7件,其中国家卫生健康委受理5件、省政府受理2件。 | disputes.review 7
省本级医疗机构公开信息3.3万条。 | -
"""


def cases() -> list[tuple[str, str, str]]:
    """Organisation, sentence and own claims of every line."""
    found, organization = [], ""
    for line in SENTENCES.strip().splitlines():
        if line.startswith("# "):
            organization = line[2:]
            continue
        sentence, expected = line.split(" | ")
        found.append((organization, sentence, expected))
    return found


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary(WORDS)


@pytest.mark.parametrize(("organization", "sentence", "expected"), cases())
def test_an_agency_is_given_its_own_counts_and_no_others(organization: str, sentence: str, expected: str, vocabulary: Vocabulary) -> None:
    text = BEFORE + sentence
    claims = read_claims(NormalisedText.plain(text), [Span(0, len(text))], 2023, organization, vocabulary)
    signs = {"exact": "", "at_least": ">=", "about": "~"}
    own = sorted(f"{c.topic.removeprefix('requests.')} {signs[c.qualifier]}{c.value}" for c in claims if c.scope == "own")
    assert own == ([] if expected == "-" else expected.split("; "))
