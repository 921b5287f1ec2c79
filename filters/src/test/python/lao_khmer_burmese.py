"""Writes FOLDER/own-lao.jsonl, own-khmer.jsonl and own-burmese.jsonl: random texts and their words.

    python lao_khmer_burmese.py FOLDER

They are those of laonlp 1.3, khmer-nltk 1.6 and pyidaungsu 0.1.4. Made up here: the lists FOLDER/own-lao.txt and
own-lao-2.txt, the corrections own-khmer.py, and the models own-khmer.sav and own-burmese.crfsuite, which learn from
random words.
"""

import json
import pathlib
import pickle
import random
import sys

import laonlp.tokenize.core as lao
import pycrfsuite
import sklearn_crfsuite
from datatrove.utils.word_tokenizers import load_word_tokenizer, strip_strings
from khmernltk.utils import constants, data
from khmernltk.word_tokenize.features import create_kcc_features
from pyidaungsu.tokenize import Tokenize
from pythainlp.util import Trie

LAO = "ກຂຄງຈສຊຍດຕຖທນບປມຢລວຫອະັາິີຸູເແໂ່້"
KHMER = "ក ខ គ ង ច ត ន ប ម រ ស អ កា ស្រុ ភូ មិ ឆ្នាំ ខ្មែ ព្រះ ឥ ទេ".split()
PIECES = [
    " ", " ", "  ", "   ", "\n", "\r\n", "\t", "\u3000", "\u200b", "\u200b\u200b", "\u2028", "\u200a", "\u00a0",
    ".", "..", "...", ". ", ".\n", "/", "//", "a/b", "1/2", "!", "?", "? ", "-", "Zydeco", "the ", "3.14", "1,000",
    "(", ")", "“", "%", "😀",
    "é", "ก", "中", "\u0301", "\ufeff", "\x1c", "\x00"]
BURMESE = "ကခဂငစဆညတနပဖမရလဝသဟအာိီုူေံ်းျြွှ"
MARKS = {
    "my": ["။", "၊ ", "၁၂", "္", "့", "ၵ"],
    "lo": ["໑໒,໓", "໐", "ໆ", "ຯ", "່", "ະ"],
    "km": ["។", "៕ ", "៖", "ៗ", "៛", "៝", "◌", "១២៣", "១.២", "្", "ំ", "៚", "᧠", ","]}


def made(choice, cut, parts, marks, pieces):
    """A random text with its words, and the lengths of its sentences."""
    count = choice.randrange(3, 130)
    text = "".join(choice.choices(parts, k=count)) if choice.random() < 0.1 else "".join(
        choice.choice(choice.choice((parts, parts, parts, pieces, marks))) for _ in range(count))
    lengths = [len(each) for each in cut.sent_tokenize(text)]
    return {"text": text, "words": cut.word_tokenize(text), "sentences": lengths}


def write(path, rows):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def words_of_lao(folder, choice):
    words = sorted({"".join(choice.choices(LAO, k=choice.choice((1, 2, 2, 3, 3, 4, 5)))) for _ in range(300)})
    (folder / "own-lao.txt").write_text("# made up\n" + "\n".join(words[::2]) + "\n", encoding="utf-8")
    (folder / "own-lao-2.txt").write_text("\ufeff" + " \n\n".join(words[1::2]) + "\n", encoding="utf-8")
    lao._word_dict_trie = Trie(words)
    return words


def model_of_khmer(folder, choice):
    pairs = {"ក\u200bខ": "កខ", "\u200bភូ\u200bមិ": "\u200bភូមិ", "ម\u200b \u200bស": "មស", "គង": "គ\u200bង"}
    lines = "".join('    "%s": "%s",\n' % pair for pair in pairs.items()).replace("\u200b", "\\u200b")
    text = "SEPARATOR = '\\u200b'\n\nmistokenized_dict = {\n" + lines + "}\n"
    (folder / "own-khmer.py").write_text(text, encoding="utf-8")
    constants.mistokenized_dict = pairs
    words = ["".join(choice.choices(KHMER, k=choice.choice((1, 2, 2, 3)))) for _ in range(60)]
    sentences = [choice.choices([*words, " ", "។", "១២", "abc"], k=12) for _ in range(60)]
    clusters = [[data.seg_kcc(word) for word in sentence] for sentence in sentences]
    told = [create_kcc_features([each for word in sentence for each in word]) for sentence in clusters]
    labels = [["1" if i == 0 else "0" for word in sentence for i in range(len(word))] for sentence in clusters]
    model = sklearn_crfsuite.CRF(algorithm="lbfgs", c1=0.4, c2=0.05, max_iterations=30)
    (folder / "own-khmer.sav").write_bytes(pickle.dumps(model.fit(told, labels)))
    sys.modules["khmernltk.word_tokenize"].crf_model = model


def model_of_burmese(folder, choice):
    """What pyidaungsu says of a text with a model of ours."""
    words = ["".join(choice.choices(BURMESE, k=choice.choice((1, 2, 3, 4)))) for _ in range(60)]
    trainer = pycrfsuite.Trainer(verbose=False, params={"c1": 0.5, "c2": 0.05, "max_iterations": 30})
    for _ in range(60):
        sentence = choice.choices([*words, "။", "၁၂", "abc"], k=12)
        labels = ["1" if i == 0 else "0" for word in sentence for i in range(len(word))]
        trainer.append(Tokenize().create_sentence_features("".join(sentence)), labels)
    trainer.train(str(folder / "own-burmese.crfsuite"))
    tagger = pycrfsuite.Tagger()
    tagger.open(str(folder / "own-burmese.crfsuite"))
    return lambda text: strip_strings(Tokenize().segment_sentence(tagger, text).strip().split())


def main(folder):
    choice = random.Random(5)
    words = words_of_lao(folder, choice)
    cut = load_word_tokenizer("lo")
    write(folder / "own-lao.jsonl", [made(choice, cut, [*words, *LAO], MARKS["lo"], PIECES) for _ in range(100)])
    model_of_khmer(folder, choice)
    cut = load_word_tokenizer("km")
    write(folder / "own-khmer.jsonl", [made(choice, cut, KHMER, MARKS["km"], PIECES) for _ in range(100)])
    cut = load_word_tokenizer("my")
    cut.word_tokenize = model_of_burmese(folder, choice)
    write(folder / "own-burmese.jsonl", [made(choice, cut, BURMESE, MARKS["my"], PIECES) for _ in range(100)])


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
