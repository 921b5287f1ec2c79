"""A WordPiece tokenizer of a corpus' own, the same from run to run: the library's trainers break ties by chance."""

from collections import Counter

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

VOCABULARY = 6144
ALPHABET = 200
WHOLE_WORDS = 3600
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
LONGEST_WORD = 40
LONGEST_PIECE = 9
CHARACTERS_READ = 4000


def make_tokenizer(texts: list[str], size: int = VOCABULARY, whole_words: int = WHOLE_WORDS) -> Tokenizer:
    """At most size pieces: the commonest letters, words and parts of the other words."""
    normalizer = normalizers.BertNormalizer(lowercase=False, strip_accents=False)
    splitter = pre_tokenizers.BertPreTokenizer()
    words = Counter()
    for text in texts:
        words.update(word for word, _ in splitter.pre_tokenize_str(normalizer.normalize_str(text[:CHARACTERS_READ])))
    pieces = _pieces(words, size, whole_words)
    tokenizer = Tokenizer(models.WordPiece({piece: place for place, piece in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = splitter
    tokenizer.add_special_tokens(SPECIAL)
    ends = [(name, pieces.index(name)) for name in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=ends)
    return tokenizer


def _pieces(words: Counter, size: int, whole_words: int) -> list[str]:
    letters = Counter()
    for word, count in words.items():
        letters.update({letter: count for letter in set(word)})
    common = [letter for letter, _ in _commonest(letters, ALPHABET)]
    pieces = SPECIAL + common + ["##" + letter for letter in common]
    pieces += [word for word, _ in _commonest(words, whole_words + ALPHABET) if len(word) > 1][:whole_words]
    return pieces + [part for part, _ in _commonest(_parts(words, set(pieces)), size - len(pieces))]


def _parts(words: Counter, known: set[str]) -> Counter:
    """The inner parts of words that have no piece of their own, by how many letters they would save."""
    parts = Counter()
    for word, count in words.items():
        if word not in known and len(word) <= LONGEST_WORD:
            for start in range(1, len(word) - 1):
                for end in range(start + 2, min(len(word), start + LONGEST_PIECE) + 1):
                    parts["##" + word[start:end]] += count * (end - start)
    return parts


def _commonest(counts: Counter, most: int) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:most]
