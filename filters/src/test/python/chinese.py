"""Writes FOLDER/own-jieba.jsonl: random texts and their words by spaCy 3.8.18's Chinese with jieba 0.42.1.

    python chinese.py FOLDER

The dictionary FOLDER/own-jieba.txt and the model FOLDER/own-jieba.py are made up here.
"""

import json
import pathlib
import random
import sys

import jieba
import jieba.finalseg
import spacy

CHARACTERS = "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后"
WORDS = ["AT&T", "T恤", "c#", "B超", "3d打印", "c++", "u.s.", "95%"]
PIECES = [
    " ", " ", "  ", "\n", "\r\n", "\t", "\u3000", "\u2028", "。", "！", "？", "，", "、", "…", "...", ". ", "“", "”", "《", "》", "·", "a", "Zydeco",
    "the ", "3.14", "3.", "1,000", "50%", "2.5%x", "12.30.5", "_", "-", "+", "#", "&", "%", ".", "C3PO", "é", "ß", "あ", "カ", "한", "鿕", "鿖",
    "㐀", "𠀀", "😀", "👩\u200d👧", "\u0301", "\u200b", "\ufeff", "龘", "鑫", "囧", "囧鑫"]


def main(folder):
    choice = random.Random(11)
    words = {"".join(choice.choices(CHARACTERS, k=choice.choice((1, 1, 2, 2, 2, 3, 4)))) for _ in range(140)}
    lines = ["%s %d n" % (word, choice.choice((0, 1, 2, 3, 3, 50, 4000))) for word in [*sorted(words), *WORDS]]
    lines.append(lines[3].split(" ")[0] + " 70 n")
    (folder / "own-jieba.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    emits = {state: {c: -round(choice.uniform(2, 14), 9) for c in CHARACTERS + "囧" if choice.random() < 0.8}
             for state in "BEMS"}
    (folder / "own-jieba.py").write_text(
        "from __future__ import unicode_literals\n\nP=%s\n" % ascii(emits).replace("}, '", "},\n '"), encoding="utf-8")
    jieba.finalseg.emit_P = emits
    jieba.setLogLevel(60)
    jieba.dt = jieba.Tokenizer(str(folder / "own-jieba.txt"))
    cut = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "jieba"}}})
    cut.tokenizer.jieba_seg = jieba.dt
    cut.add_pipe("sentencizer")
    with open(folder / "own-jieba.jsonl", "w", encoding="utf-8") as out:
        for number in range(120):
            parts = choice.choices([*words, *WORDS, *CHARACTERS, *(PIECES if number % 2 else PIECES[:9])],
                                   k=choice.randrange(3, 120))
            text = cut("".join(parts))
            row = {"text": text.text, "words": list(filter(None, (token.text.strip() for token in text))),
                   "sentences": sum(bool(sentence.text.strip()) for sentence in text.sents)}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
