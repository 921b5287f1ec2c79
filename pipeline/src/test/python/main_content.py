"""Scores main contents of web pages, ours beside trafilatura's, resiliparse's and jusText's.

    python main_content.py ARTICLES CHUNKS PAGES [trafilatura] [resiliparse] [justext] [TEXTS.json...]

ARTICLES is a checkout of scrapinghub/article-extraction-benchmark (181 articles, their bodies by hand), CHUNKS the folder
`tests` of adbar/trafilatura (990 pages, up to six passages each that belong to the content and six that do not). PAGES is a
folder; it is filled with both, for HtmlSpeed to read the same bytes. TEXTS.json is what HtmlSpeed writes.

Printed: precision, recall and F1 of runs of four words, the mean over articles, as the benchmark's evaluate.py has them; the
same of all passages; pages a CPU second of one core.
"""

import gzip
import json
import re
import statistics
import sys
import time
from collections import Counter
from pathlib import Path


def pages(articles, chunks):
    """Bytes of every page by name, bodies of the articles, and passages of the others."""
    found, bodies, passages = {}, {}, {}
    for key, article in json.loads((articles / "ground-truth.json").read_text()).items():
        name = f"article-{key[:16]}.html"
        found[name] = gzip.decompress((articles / "html" / f"{key}.html.gz").read_bytes())
        bodies[name] = article["articleBody"]
    for item in json.loads((chunks / "evaldata.json").read_text()).values():
        path = next(p for p in (chunks / "cache" / item["file"], chunks / "eval" / item["file"]) if p.exists())
        name = f"chunks-{path.name}"
        found[name] = path.read_bytes()
        passages[name] = (item["with"], item["without"])
    return found, bodies, passages


def extractor(name):
    if name == "trafilatura":  # as datatrove calls it
        from trafilatura import extract
        return lambda page: extract(page, favor_precision=True, include_comments=False, deduplicate=True)
    if name == "resiliparse":  # as DCLM and dolma call it
        from resiliparse.extract.html2text import extract_plain_text
        from resiliparse.parse.encoding import bytes_to_str, detect_encoding
        return lambda page: extract_plain_text(bytes_to_str(page, detect_encoding(page)), main_content=True, alt_texts=False)
    from justext import get_stoplist, justext  # as NeMo Curator calls it, for English
    words = get_stoplist("English")
    return lambda page: "\n".join(p.text for p in justext(page, words) if not p.is_boilerplate)


def texts(name, found):
    if name.endswith(".json"):
        return json.loads(Path(name).read_text())
    extract = extractor(name)
    start = time.process_time()
    result = {page: extract(content) for page, content in found.items()}
    print(f"{name}: {len(found) / (time.process_time() - start):.1f} pages a CPU second")
    return result


def runs(text):
    words = re.findall(r"\w+", text or "")
    return Counter(tuple(words[i:i + 4]) for i in range(max(1, len(words) - 3))) if words else Counter()


def articles_score(bodies, result):
    precisions, recalls = [], []
    for name, body in bodies.items():
        true, given = runs(body), runs(result[name])
        both = sum((true & given).values())
        if given:
            precisions.append(both / sum(given.values()))
        if true:
            recalls.append(both / sum(true.values()))
    return statistics.mean(precisions), statistics.mean(recalls)


def passages_score(passages, result):
    found = wrong = missed = 0
    for name, (wanted, unwanted) in passages.items():
        text = blanks(result[name] or "")
        hits = sum(blanks(passage) in text for passage in wanted)
        found, missed = found + hits, missed + len(wanted) - hits
        wrong += sum(blanks(passage) in text for passage in unwanted)
    return found / (found + wrong), found / (found + missed)


def blanks(text):
    return re.sub(r"\s+", " ", text).strip()


def main(articles, chunks, folder, *names):
    found, bodies, passages = pages(Path(articles), Path(chunks))
    Path(folder).mkdir(exist_ok=True)
    for name, content in found.items():
        (Path(folder) / name).write_bytes(content)
    for name in names:
        result = texts(name, found)
        for what, (precision, recall) in (("articles", articles_score(bodies, result)),
                                          ("passages", passages_score(passages, result))):
            f1 = 2 * precision * recall / (precision + recall)
            print(f"{name} {what}: precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
