"""Why a bill cannot be used, in Chinese: `finance.books` says it in English, with names and numbers out of the file."""

from __future__ import annotations

import re

from mianshi.contracts.base import Bilingual

_CUT = "文件不完整或已损坏，请重新下载"
_NOT_CSV = "请在 AWS 里导出为 CSV，不是 Parquet"
_SENTENCES: tuple[tuple[str, str], ...] = (
    (r"the file has more than (\d+) kinds of usage.*", r"文件里的用量种类超过 \1 种，不像一个账号的账单"),
    (r"no row is about (\S+): the file is about (.+)", r"没有 \1 的行：这个文件是 \2 的账单"),
    (r"the file has no rows", "文件里没有任何行"),
    (r"the file is not text in UTF-8.*", f"文件不是 UTF-8 文本；{_NOT_CSV}"),
    (r"the file is not text: .*", f"文件不是文本；{_NOT_CSV}"),
    (r"the packed file is cut off or damaged.*", f"压缩{_CUT}"),
    (r"the file is no CSV that can be read: (.*)", r"文件不是能读取的 CSV（\1）"),
    (r"the file is too large for this page.*", "文件太大，网页上无法核对；请使用命令行，没有大小限制"),
    (r"a line of the file is far too long for a bill", "文件里有一行长得不像账单"),
    (r"row (\d+) has (\d+) columns instead of (\d+).*", rf"第 \1 行有 \2 列，应为 \3 列：{_CUT}"),
    (
        r"these are the columns of report version 1\.0.*",
        "这是 1.0 版报告的列：请在 AWS Data Exports 里导出 CUR 2.0（CSV）",
    ),
    (r"this is no CUR 2\.0 report: it has no column (.*)", r"这不是 CUR 2.0 报告：缺少列 \1"),
    (r"a column is there twice", "有一列出现了两次"),
    (r"row (\d+): (\w+) is no date", r"第 \1 行：\2 不是日期"),
    (r"row (\d+): (\w+) is no JSON", r"第 \1 行：\2 不是 JSON"),
    (r"row (\d+): (\w+) is no list of keys and values", r"第 \1 行：\2 不是键和值的列表"),
    (r"row (\d+): (\w+) is no amount", r"第 \1 行：\2 不是金额"),
    (
        r"the bill is in (.+) and the ledger in (.+): currencies are never converted.*",
        r"账单是 \1，账本是 \2：不换算币种，所以无法核对",
    ),
    (r"no file came along.*", "没有收到文件：请选择一个；需要启用页面的 JavaScript"),
)


def trouble(sentence: str) -> Bilingual:
    """A sentence of `finance.books.bills` or `finance.books.reconcile` in both languages; what has no Chinese yet
    stays in English, with a Chinese word before it."""
    for pattern, chinese in _SENTENCES:
        if found := re.fullmatch(pattern, sentence, re.DOTALL):
            return Bilingual(zh=f"{found.expand(chinese)}。", en=f"{sentence}.")
    return Bilingual(zh=f"原因（英文）：{sentence}", en=f"{sentence}.")
