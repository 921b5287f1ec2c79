"""The numbers behind the verdicts of datatrove's Gopher and FineWeb filters."""


def digits(value):
    return "" if value is None else repr(round(float(value), 8))


def ratio(part, of):
    return part / of if of else None


def of(text, words, gq, gr, fw):
    """Cells by column for a text and its words: of GopherQuality, GopherRepetition and FineWebQuality."""
    import numpy as np
    from datatrove.pipeline.filters import gopher_repetition_filter as repetition
    from datatrove.utils.text import PUNCTUATION_SET

    plain = [w for w in words if any(c not in PUNCTUATION_SET for c in w)]
    lines = text.splitlines()
    numbers = {
        "gq.n_words": len(words),
        "gq.n_non_symbol": len(plain),
        "gq.avg_len": np.mean([len(w) for w in plain]) if plain else None,
        "gq.hash_ratio": ratio(text.count("#"), len(words)),
        "gq.ellipsis_ratio": ratio(text.count("...") + text.count("…"), len(words)),
        "gq.bullet_lines": ratio(
            sum(s.lstrip().startswith(("•", "-")) for s in lines), len(lines)),
        "gq.ellipsis_lines": ratio(
            sum(s.rstrip().endswith(("...", "…")) for s in lines), len(lines)),
        "gq.alpha_ratio": ratio(sum(any(c.isalpha() for c in w) for w in words), len(words)),
        "gq.stop_words": len(gq.stop_words.intersection(set(words))),
    }
    parts = gr.paragraph_exp.split(text.strip())
    count, characters = repetition.find_duplicates(parts)
    numbers["gr.dup_para_frac"] = ratio(count, len(parts))
    numbers["gr.dup_para_char_frac"] = ratio(characters, len(text))
    parts = gr._line_splitter.split(text)
    count, characters = repetition.find_duplicates(parts)
    numbers["gr.dup_line_frac"] = ratio(count, len(parts))
    numbers["gr.dup_line_char_frac"] = ratio(characters, len(text))
    for n in range(2, 5):
        grams = repetition.get_n_grams(words, n)
        most = repetition.find_top_duplicate(grams) if grams else None
        numbers["gr.top_%d_gram" % n] = ratio(most, len(text)) if grams else None
    for n in range(5, 11):
        most = repetition.find_all_duplicate(words, n)
        numbers["gr.duplicated_%d_n_grams" % n] = ratio(most, len(text))
    full = [line for line in text.split("\n") if line.strip() != ""]
    punctuated = sum(line.endswith(fw.stop_chars) for line in full)
    numbers["fw.line_punct_ratio"] = ratio(punctuated, len(full))
    short = sum(len(line) <= fw.short_line_length for line in full)
    numbers["fw.short_line_ratio"] = ratio(short, len(full))
    numbers["fw.char_dup_ratio"] = ratio(
        repetition.find_duplicates(full)[1], len(text.replace("\n", ""))) if full else None
    numbers["fw.list_ratio"] = ratio(text.count("\n"), len(words))
    return {column: digits(number) for column, number in numbers.items()}
