"""A report to be taken apart in tests: title, introduction, narrative, statutory tables and signature, each as wanted."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from extractor.readers.metadata import load_metadata_vocabulary, read_metadata
from extractor.record import Metadata
from extractor.text import NormalisedText

RULES = Path(__file__).parents[1] / "rules" / "text" / "metadata.yaml"
WORDS = load_metadata_vocabulary(RULES)
LAW = "根据《中华人民共和国政府信息公开条例》(国务院令第711号)的要求,编制本年度报告。"
OPENING = "全年工作平稳有序。"
TABLES = """二、主动公开政府信息情况
第二十条第(一)项
规章 | 0 | 0 | 0
行政规范性文件 | 0 | 0 | 0
行政许可 | 0
行政处罚 | 0
行政强制 | 0
行政事业性收费 | 0
三、收到和处理政府信息公开申请情况
(本列数据的勾稽关系为:第一项加第二项之和,等于第三项加第四项之和) | 申请人情况
一、本年新收政府信息公开申请数量 | 0 | 0 | 0 | 0 | 0 | 0 | 0
二、上年结转政府信息公开申请数量 | 0 | 0 | 0 | 0 | 0 | 0 | 0
三、本年度办理结果 | (一)予以公开 | 0 | 0 | 0 | 0 | 0 | 0 | 0
(三)不予公开 | 1.属于国家秘密 | 0 | 0 | 0 | 0 | 0 | 0 | 0
(四)无法提供 | 1.本机关不掌握相关政府信息 | 0 | 0 | 0 | 0 | 0 | 0 | 0
(五)不予处理 | 1.信访举报投诉类申请 | 0 | 0 | 0 | 0 | 0 | 0 | 0
(七)总计 | 0 | 0 | 0 | 0 | 0 | 0 | 0
四、结转下年度继续办理 | 0 | 0 | 0 | 0 | 0 | 0 | 0
四、政府信息公开行政复议、行政诉讼情况
结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计
0 | 0 | 0 | 0 | 0
"""


def clean(text: str) -> NormalisedText:
    return NormalisedText.plain("".join(c if len(n := unicodedata.normalize("NFKC", c)) != 1 else n for c in text))


def report(head: str = "", *, opening: str = OPENING, problems: str = "公开的深度还不够,今后逐步改进。", end: str = "无。") -> str:
    return f"{head}\n一、总体情况\n{opening}\n{TABLES}五、存在的主要问题及改进情况\n{problems}\n六、其他需要报告的事项\n{end}"


def read(text: str) -> Metadata:
    return read_metadata(clean(text), (), WORDS)


def words(text: str) -> list[str]:
    """The words of a text, for long lists of names."""
    return text.split()
