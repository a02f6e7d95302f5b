"""Which agency reports: its name in titles, signatures and sentences, its fullest form, and the names that are others'."""

from __future__ import annotations

from itertools import product

import pytest

from tests.annual import LAW, OPENING, read, report, words


@pytest.mark.parametrize(
    "name",
    words("""
        云泽市发展和改革委员会 砚川省教育厅 砚川省人民政府办公厅 国家灯塔管理局 灯塔事务部 海灯总署
        国家税务总局云泽市税务局 云泽海关 砚川省气象局 云泽市公安局交通警察支队 清溪县城市管理综合行政执法大队
        云泽市生态环境局青石分局 云泽市青石区人民政府东桥街道办事处 清溪县人民政府 清溪县石坳镇人民政府 清溪县白水乡人民政府
        青溪旗巴音苏木 云泽经济技术开发区管理委员会 清溪县融媒体中心 云泽市第一中学 云泽市人民医院 云泽市水务集团有限公司
        清溪县供销合作社联合社 云泽市地方志编纂委员会办公室 盐城县自然资源和规划局 景德县古城镇人民政府 云泽市城市管理局
        云泽市住房和城乡建设局 云泽市市场监督管理局 正川旗市场监督管理局 云泽市民政局(云泽市老龄工作办公室)
        云泽高新区(清溪园区)管理委员会 和平县民政局 全宁县民政局 本川市河东镇人民政府
    """),
)
def test_every_kind_of_agency_is_read_from_its_title_as_printed(name: str) -> None:
    assert read(report(f"{name}2023年政府信息公开工作年度报告\n{LAW}")).organization == name


# --- names where there is no title

@pytest.mark.parametrize(
    ("head", "opening", "end"),
    [
        (LAW + "如有疑问,请与清溪县水利局办公室联系(地址:解放路1号)。", OPENING, "无。"),
        (LAW + "如有疑问,请联系:清溪县水利局,电话0000-1234567。", OPENING, "无。"),
        (LAW + "可与清溪县水利局政务公开股联系。", OPENING, "无。"),
        ("本报告由清溪县水利局按照条例编制。", OPENING, "无。"),
        ("按照有关要求,清溪县水利局编制了本年度报告。", OPENING, "无。"),
        ("现将清溪县水利局2023年政府信息公开工作情况报告如下。", "清溪县水利局高度重视公开工作。", "无。"),
        ("现公布《清溪县水利局2023年政府信息公开工作年度报告》。", OPENING, "无。"),
        ("特向社会公布清溪县水利局2023年政府信息公开工作年度报告,请予监督。", OPENING, "无。"),
        (f"编制机关:清溪县水利局\n{LAW}", OPENING, "无。"),
        (f"发布机构 清溪县水利局 发布日期 2024-01-12\n{LAW}", OPENING, "无。"),
        (f"发布机构 | 清溪县水利局 | 文号 |\n{LAW}", OPENING, "无。"),
        (f"2024-01-12 来源:清溪县水利局 浏览量:次\n{LAW}", OPENING, "无。"),
        (LAW, "2023年,清溪县水利局以公开促落实。", "无。"),
        (LAW, "清溪县水利局信息公开工作坚持服务群众。", "无。"),
        (LAW, "为加强领导,及时调整和充实了清溪县水利局政府信息公开工作领导小组。", "无。"),
        (LAW, "先后制定了《清溪县水利局信息发布管理办法》等制度。", "无。"),
        (LAW, OPENING, "无。\n清溪县水利局\n2024年1月12日"),
        (LAW, OPENING, "无。\n2024年1月12日\n清溪县水利局"),
        (LAW, OPENING, "无。\n清溪县水利局办公室\n二〇二四年一月十二日"),
        (LAW, OPENING, "无。\n清溪县水利局(盖章)\n2024年1月12日"),
        (LAW, OPENING, "无。\n清溪县水利局2024年1月12日"),
        (LAW, OPENING, "无。\n清溪县水利局"),
        (LAW, OPENING, "清溪县水利局本年度未收取信息处理费。"),
    ],
)
def test_the_agency_is_found_without_a_title(head: str, opening: str, end: str) -> None:
    assert read(report(head, opening=opening, end=end)).organization == "清溪县水利局"


def test_a_name_broken_at_the_end_of_a_line_is_put_together() -> None:
    head = "\n".join([
        "本报告依照条例的规定和国务院办公厅有关通知的要求编写而成,由总",
        "体情况等六个部分组成,数据统计期限为全年,电子版可在门户网站上查",
        "阅和下载,欢迎社会各界监督并提出宝贵的意见和建议,如果对本年度报",
        "告所列的数据和文字有任何疑问或者需要了解其他情况,请与清溪县石",
        "坳镇人民政府办公室联系(地址:解放路1号)。",
    ])
    assert read(report(head)).organization == "清溪县石坳镇人民政府"


# --- the fullest form of the name

@pytest.mark.parametrize(
    ("short", "full"),
    [pair.split("→") for pair in words("""
        青石区住建局→青石区住房和城乡建设局 青石区卫健委→青石区卫生健康委员会 清溪县人社局→清溪县人力资源和社会保障局
        清溪县发改局→清溪县发展和改革局 云泽市市监局→云泽市市场监督管理局 云泽市文旅局→云泽市文化广电和旅游局
        云泽市国资委→云泽市国有资产监督管理委员会 云泽市公积金中心→云泽市住房公积金管理中心
        清溪县政府办→清溪县人民政府办公室 清溪县数管局→清溪县政务服务和数据管理局 云溪管委会→云溪生态旅游区管理委员会
        云泽市气象部门→云泽市气象局 省审批厅→砚川省行政审批服务厅 灯塔事务局→国家灯塔事务局 民政局→清溪县民政局
        县民政局→清溪县民政局 石坳镇→清溪县石坳镇人民政府 东桥街道→青石区东桥街道办事处
        清溪经济开发区→清溪经济开发区管委会 清溪县→清溪县人民政府 云泽市税务局→国家税务总局云泽市税务局
        青石区民政局→云泽市青石区民政局
    """)],
)
def test_a_short_name_in_the_title_gives_way_to_the_full_one_in_the_signature(short: str, full: str) -> None:
    text = report(f"{short}2023年政府信息公开工作年度报告\n{LAW}", end=f"无。\n2024年1月12日\n{full}")
    assert read(text).organization == full


def test_a_full_office_without_its_place_takes_the_place_of_the_title() -> None:
    text = report(f"青石区住建局2023年政府信息公开工作年度报告\n{LAW}", opening="2023年,区住房和城乡建设局坚持以公开促落实。")
    assert read(text).organization == "青石区住房和城乡建设局"


def test_a_short_name_stays_where_only_the_superior_is_written_out() -> None:
    text = report(f"青石区住建局2023年政府信息公开工作年度报告\n{LAW}", opening="按照云泽市住房和城乡建设局的部署开展工作。")
    assert read(text).organization == "青石区住建局"


def test_a_bare_level_takes_the_one_place_whose_government_the_text_names() -> None:
    head = f"{LAW}本报告可在砚川省人民政府网站查阅,依照砚川省政府信息公开规定编写。"
    assert read(report(head, opening="2023年,省机关事务管理局坚持以公开促落实。")).organization == "砚川省机关事务管理局"


def test_a_county_without_any_government_in_the_text_stays_a_county() -> None:
    assert read(report(f"清溪县2023年政府信息公开工作年度报告\n{LAW}")).organization == "清溪县"


# --- others' names

SUPERIORS = [
    "本报告可在云泽市人民政府门户网站(www.example.cn)下载。", "根据《云泽市人民政府办公室关于做好年报编制工作的通知》编制。",
    "2024-01-12 来源:云泽市人民政府", "按照省委、省政府和云泽市委、云泽市人民政府的部署开展工作。",
    "国务院办公厅、砚川省人民政府办公厅对此作出部署。",
]


@pytest.mark.parametrize("superior", SUPERIORS)
def test_a_superior_named_in_passing_does_not_become_the_agency(superior: str) -> None:
    assert read(report(f"{LAW}\n{superior}", opening="2023年,清溪县水利局坚持以公开促落实。")).organization == "清溪县水利局"


@pytest.mark.parametrize(
    "foreign",
    [
        "请与临安县档案局联系,推动工作。", "临安县档案局政务公开工作领导小组认为成效明显。", "参照《临安县档案局信息发布管理办法》执行。",
        "临安县档案局认真落实要求。",
    ],
)
def test_a_foreign_name_in_copied_text_loses(foreign: str) -> None:
    text = report(LAW, opening="2023年,清溪县水利局坚持以公开促落实。", problems=foreign, end="无。\n清溪县水利局\n2024年1月12日")
    assert read(text).organization == "清溪县水利局"


def test_a_name_in_three_places_wins_over_a_title_that_stands_alone() -> None:
    head = f"临安县档案局2023年政府信息公开工作年度报告\n{LAW}如有疑问,请与清溪县水利局联系。"
    text = report(head, opening="2023年,清溪县水利局坚持以公开促落实。", end="无。\n清溪县水利局\n2024年1月12日")
    assert read(text).organization == "清溪县水利局"


def test_a_governments_own_report_belongs_to_it_though_a_department_wrote_it() -> None:
    head = f"清溪县2023年政府信息公开工作年度报告\n本报告由清溪县政务服务局汇总编制。{LAW}"
    contact = "请联系清溪县政务服务局业务股。可在清溪县人民政府网站查阅。"
    assert read(report(head + contact)).organization == "清溪县人民政府"


def test_a_title_of_the_governments_office_stays_the_offices() -> None:
    head = f"清溪县人民政府办公室2023年政府信息公开工作年度报告\n{LAW}请与清溪县人民政府办公室信息股联系。"
    assert read(report(head)).organization == "清溪县人民政府办公室"


def test_a_countys_office_signs_for_itself_and_a_townships_for_the_township() -> None:
    for name, agency in (("清溪县人民政府办公室", "清溪县人民政府办公室"), ("清溪县石坳镇人民政府办公室", "清溪县石坳镇人民政府")):
        assert read(report(LAW, end=f"无。\n{name}\n2024年1月12日")).organization == agency


def test_a_street_office_keeps_the_government_that_sent_it() -> None:
    opening = "青石区人民政府东桥街道办事处依照条例开展工作。2023年,东桥街道主动公开信息3条。东桥街道未收到申请。"
    assert read(report(LAW, opening=opening)).organization == "青石区人民政府东桥街道办事处"


def test_a_subject_ends_at_its_first_verb() -> None:
    assert read(report(LAW, opening="清溪县融媒体中心坚持以人民为中心,认真落实要求。")).organization == "清溪县融媒体中心"


# --- damaged names

@pytest.mark.parametrize(
    "damaged",
    words("""
        云泽市自然源和规划局 云泽市自然资资源和规划局 云泽市自然资源和划规局 云泽市自燃资源和规划局 泽市自然资源和规划局
        云泽自然资源和规划局 云云泽市自然资源和规划局 雷动体育云泽市自然资源和规划局
        济开云泽市自然资源和规划局
    """),
)
def test_a_title_misspelt_once_is_mended_from_the_other_places(damaged: str) -> None:
    head = f"{damaged}2023年政府信息公开工作年度报告\n{LAW}请与云泽市自然资源和规划局联系。"
    text = report(head, opening="2023年,云泽市自然资源和规划局坚持以公开促落实。")
    assert read(text).organization == "云泽市自然资源和规划局"


@pytest.mark.parametrize(
    "line",
    words("""
        云泽市民政局2023年政府信公开工作年度报告 云泽市民政局2023年政府信息公开工年度报告
        云泽市民政局2023年政府信息公开工作年度告 云泽市民政局2023年政府信息公开工作作年度报告
        云泽市民政局2023年府信息公开工作年度报告 云泽市民政局2023年政府信息公公开工作年度报告
        云泽市民政局20233年政府信息公开工作年度报告 云泽市民政局023年政府信息公开工作年度报告
        云泽市民政局2023年政府信息工作年度报告
    """),
)
def test_a_title_with_a_character_lost_or_doubled_still_names_the_agency(line: str) -> None:
    found = read(report(f"{line}\n{LAW}统计期限自2023年1月1日起至2023年12月31日止。"))
    assert (found.organization, found.year) == ("云泽市民政局", 2023)


@pytest.mark.parametrize("pair", ["第一中学→第二中学", "档案馆→档案局", "水利局→水务局"])
def test_two_agencies_a_character_apart_are_not_taken_for_one(pair: str) -> None:
    mine, other = (f"清溪县{office}" for office in pair.split("→"))
    head = f"{mine}2023年政府信息公开工作年度报告\n{LAW}"
    text = report(head, opening=f"{other}认真落实要求。", problems=f"与{other}加强协作,学习{other}的做法。")
    assert read(text).organization == mine


# --- the same name everywhere

PLACES = ["云泽市", "清溪县", "云泽市青石区", "砚川省", "青溪旗", "清溪县石坳镇"]
OFFICES = words("民政局 卫生健康委员会 人民政府 融媒体中心 市场监督管理局 住房和城乡建设局 公安局交通警察大队 人民政府办公室")
SIGNED = ["无。", "无。\n{name}\n2024年1月12日", "无。\n2024年1月12日\n{name}"]


@pytest.mark.parametrize(("place", "office"), list(product(PLACES, OFFICES)))
@pytest.mark.parametrize("signed", SIGNED)
def test_place_and_office_are_kept_together_wherever_the_name_is_repeated(place: str, office: str, signed: str) -> None:
    name = place + office
    text = report(f"{name}2023年政府信息公开工作年度报告\n{LAW}", opening=f"2023年,{name}坚持以公开促落实。", end=signed.format(name=name))
    assert read(text).organization == name
