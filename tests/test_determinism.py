"""The same text gives the same record in every process: nothing depends on the order in which a set of words is walked."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

from extractor.settings import shipped

READ = """
import hashlib
from extractor.export import to_json
from extractor.pipeline import load_kit, process
from extractor.settings import Content, shipped
from extractor.text import SourceDocument
from tests.texts import disclosure, disputes, report, requests

kit, read = load_kit(Content((shipped(),))), hashlib.sha256()
texts = [path.read_text("utf-8", "replace") for path in sorted((shipped() / "eval/gold").glob("[01]*/source.txt"))]
turned = requests().replace("(七)总计", "(七)计总").replace("（七）总计", "（七）计总")
for text in [*texts, report(disclosure(), turned, disputes())]:
    for record in process(SourceDocument.of(text), kit):
        read.update(to_json(record).encode())
print(read.hexdigest())
"""


def test_records_do_not_depend_on_the_hash_seed_of_the_process() -> None:
    seen = set()
    for seed in ("1", "2", "4"):  # 总计 and 合计, of one length, come out of a set in either order
        settings = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(shipped())}
        seen.add(subprocess.run([sys.executable, "-c", READ], env=settings, cwd=shipped(), check=True, capture_output=True).stdout)
    assert len(seen) == 1
    assert seen != {hashlib.sha256().hexdigest().encode() + b"\n"}
