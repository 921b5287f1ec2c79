"""Writes FOLDER/own-sudachi.jsonl: random texts and their words by datatrove's Japanese with SudachiPy 0.7.

    python japanese.py FOLDER

The dictionary FOLDER/own-sudachi.dic is made up here; unknown words cost what UNKNOWN says.
"""

import contextlib
import json
import pathlib
import random
import sys
import tempfile

import sudachipy
from datatrove.utils.word_tokenizers import load_word_tokenizer

KANA = "あいうえおかきくけこさしたとなにのはまもらりるれん"
KATAKANA = "アイウカクスタトナハマラリルンー"
KANJI = "日本語東京都人大学生国会中行来見一二三万"
NOUN = "名詞,普通名詞,一般,*,*,*"
NUMERAL = "名詞,数詞,*,*,*,*"
SYMBOL = "補助記号,一般,*,*,*,*"
BLANK = "空白,*,*,*,*,*"
KINDS = [(0, NOUN), (1, "助詞,格助詞,*,*,*,*"), (2, "動詞,一般,*,*,五段-カ行,連用形-一般"), (3, NUMERAL), (4, SYMBOL), (5, BLANK)]
UNKNOWN = {
    "DEFAULT": "4:3857", "SPACE": "5:6056", "KANJI": "0:7000 2:9000", "SYMBOL": "4:7094", "NUMERIC": "3:5450",
    "ALPHA": "0:6633 1:8620", "HIRAGANA": "0:8012 1:9012 2:8282", "KATAKANA": "0:5980 2:6802",
    "KANJINUMERIC": "3:6170", "GREEK": "0:6051", "CYRILLIC": "0:6140 2:6174"}
PIECES = [
    " ", " ", "  ", "\n", "\r\n", "\t", "\u3000", "\u2028", "。", "！", "？", "?", "、", "…", "「", "」", "（", "）",
    "(かな)", "(カタ)",
    "（にほんご）", "漢(かん)", "1", "23", "1,000", "2,34", "3.14", "1.", "１２", "，", "．", "三千", "二万", "一〇", "百,", "〇", "〜",
    "ーー", "--",
    "アアア", "ッ", "ｶﾞ", "ﾊﾟ", "か\u3099", "は゜", "ＡＢｃ", "Zydeco", "the ", "É", "ß", "Ω", "Ж", "İ", "ﬁ", "㍻", "①", "Ⅲ",
    "㈱", "℃",
    "々", "ゝ", "豈", "\ufa30", "𠮷", "😀", "👩\u200d👧", "👍🏻", "\u0301", "\u3099", "\u200b", "\u200d", "\ufe0f", "\ufeff",
    "한", "؟", "\x1c", "\u00a0"]


def lexicon(choice):
    """Lines of a lexicon: words of random characters, numerals, marks, and words of two others."""
    words = {"".join(choice.choices(choice.choice((KANA, KATAKANA, KANJI)), k=choice.choice((1, 1, 2, 2, 3))))
             for _ in range(300)}
    entries = [(word, *choice.choice(KINDS[:3]), choice.randrange(2000, 9000)) for word in sorted(words)]
    entries += [(c, *KINDS[3], choice.randrange(2000, 6000)) for c in "0123456789一二三四五六七八九〇十百千万億兆"]
    entries += [(c, *KINDS[4], choice.randrange(1000, 5000)) for c in ",.。!?(){}「」-、・"] + [(" ", *KINDS[5], 100)]
    lines = [line(word, kind, parts, cost, "*") for word, kind, parts, cost in entries]
    for _ in range(80):
        units = choice.sample(range(len(entries)), choice.choice((2, 2, 3)))
        word = "".join(entries[unit][0] for unit in units)
        split = "/".join(str(unit) for unit in units)
        lines.append(line(word, 0, NOUN, choice.randrange(2000, 12000), split))
    return lines


def line(word, kind, parts, cost, split):
    return ",".join('"%s"' % cell if "," in cell else cell for cell in [
        word, str(kind), str(kind), str(cost), word, *parts.split(","), word, word, "*",
        "A" if split == "*" else "C", split, split, "*"])


def tokenizer(folder, choice):
    """SudachiPy's tokenizer with a dictionary that it builds."""
    with tempfile.TemporaryDirectory() as name:
        made = pathlib.Path(name)
        (made / "lexicon.csv").write_text("\n".join(lexicon(choice)) + "\n", encoding="utf-8")
        size = len(KINDS)
        costs = ["%d %d %d" % (left, right, choice.randrange(-2000, 3000))
                 for left in range(size) for right in range(size)]
        (made / "matrix.def").write_text("%d %d\n%s\n" % (size, size, "\n".join(costs)), encoding="utf-8")
        unknown = ["%s,%s,%s,%s,%s" % (kind, left, left, cost, KINDS[int(left)][1])
                   for kind, pairs in UNKNOWN.items() for left, cost in (pair.split(":") for pair in pairs.split())]
        (made / "unk.def").write_text("\n".join(unknown) + "\n", encoding="utf-8")
        sudachipy.sudachipy.build_system_dic(
            matrix=made / "matrix.def", lex=[made / "lexicon.csv"], output=folder / "own-sudachi.dic",
            description="own")
        own = json.loads((pathlib.Path(sudachipy.__file__).parent / "resources/sudachi.json").read_text())
        own["systemDict"] = str(folder / "own-sudachi.dic")
        own["oovProviderPlugin"][0]["unkDef"] = str(made / "unk.def")
        own["oovProviderPlugin"][1].update(leftId=4, rightId=4)
        (made / "sudachi.json").write_text(json.dumps(own), encoding="utf-8")
        return sudachipy.Dictionary(config_path=str(made / "sudachi.json")).create(mode=sudachipy.SplitMode.A)


def main(folder):
    choice = random.Random(11)
    cut = load_word_tokenizer("ja")
    cut.tokenizer.memory_zone = lambda *args, **options: contextlib.nullcontext()
    cut.tokenizer.tokenizer.tokenizer = tokenizer(folder, choice)
    with open(folder / "own-sudachi.jsonl", "w", encoding="utf-8") as out:
        for number in range(160):
            parts = choice.choices([*KANA, *KATAKANA, *KANJI, *KANJI, *(PIECES if number % 3 else PIECES[:16])],
                                   k=choice.randrange(3, 120))
            text = "".join(parts)
            sentences = [len(sentence) for sentence in cut.sent_tokenize(text)]
            row = {"text": text, "words": cut.word_tokenize(text), "sentences": sentences,
                   "spans": len(cut.span_tokenize(text))}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
