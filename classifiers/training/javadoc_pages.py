"""Writes pages of documentation jars as scored texts: the demo's model is trained and measured on them.

    python javadoc_pages.py --jars JARS [--general SOURCES] --out TRAIN.jsonl --held-out TEST.jsonl

JARS caches the documentation jars (fetched by Maven where missing). SOURCES is a folder of SOURCE/*.jsonl.zst: general
prose, all of it counted as explaining. TEST has the pages of libraries of which TRAIN has none, those in the middle
between listing and explaining left out.

A page's target comes from its mark-up, which the text does not show: javadoc puts what an author wrote into
``class="block"``; what it generates itself (summaries of members, indexes, trees) stands outside. A word counts as
explaining when it stands in such a block of at least MIN_BLOCK_WORDS words; one-line descriptions do not count.
"""

import argparse
import hashlib
import json
import re
import subprocess
import zipfile
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from documents import rows_of

TRAINING_LIBRARIES = [
    "org.apache.commons:commons-lang3:3.14.0",
    "com.google.guava:guava:33.2.1-jre",
    "commons-io:commons-io:2.16.1",
    "com.fasterxml.jackson.core:jackson-databind:2.17.1",
    "org.slf4j:slf4j-api:2.0.13",
    "org.junit.jupiter:junit-jupiter-api:5.10.2",
    "com.google.code.gson:gson:2.11.0",
    "joda-time:joda-time:2.12.7",
    "org.apache.commons:commons-collections4:4.4",
    "org.jsoup:jsoup:1.17.2",
    "org.assertj:assertj-core:3.26.0",
    "org.apache.lucene:lucene-core:9.10.0",
    "org.apache.commons:commons-math3:3.6.1",
    "io.netty:netty-buffer:4.1.110.Final",
    "org.apache.commons:commons-text:1.12.0",
]
HELD_OUT_LIBRARIES = [
    "com.squareup.okio:okio:1.17.6",
    "org.mockito:mockito-core:5.12.0",
    "org.apache.httpcomponents:httpclient:4.5.14",
    "com.zaxxer:HikariCP:5.1.0",
    "io.reactivex.rxjava3:rxjava:3.1.8",
    "org.springframework:spring-core:6.1.8",
]

MIN_BLOCK_WORDS = 20
WORDS_JUDGED = 350
PAGES_A_LIBRARY = 300
GENERATED_PAGES_A_LIBRARY = 60
CLEARLY_LISTING = 0.1
CLEARLY_EXPLAINING = 0.3
GENERAL = {"wikipedia-2015": 600, "textbook": 100, "peps": 200, "rust-rfcs": 200}
GENERAL_CHARACTERS = 8000

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"}
SILENT = {"script", "style", "noscript", "template", "head", "title"}
NAVIGATION = {"nav", "header", "footer"}
BREAKING = {
    "address", "article", "blockquote", "br", "caption", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6",
    "hr", "li", "main", "ol", "p", "pre", "section", "table", "tr", "ul",
}
GENERATED = re.compile(r"(^|/)(class-use/|src-html/|package-use|package-tree|overview-tree|index-|allclasses|allpackages)")


@dataclass(frozen=True)
class Page:
    """A page's text and the share, 0 to 1, of its first words that explain something."""

    library: str
    path: str
    text: str
    share: float
    words: int


class _Reader(HTMLParser):
    """Collects lines of text, and for each whether it stands in an author's block and in which one."""

    def __init__(self, with_navigation: bool):
        super().__init__(convert_charrefs=True)
        self.with_navigation = with_navigation
        self.open: list[tuple[str, bool, bool]] = []
        self.pieces: list[tuple[str, int]] = []
        self.blocks = 0

    def handle_starttag(self, tag, attrs):
        classes = (dict(attrs).get("class") or "").split()
        if tag in BREAKING or tag in ("td", "th"):
            self.pieces.append(("\n" if tag in BREAKING else " ", 0))
        if tag in VOID:
            return
        silent = tag in SILENT or (tag in NAVIGATION and not self.with_navigation)
        block = "block" in classes
        self.blocks += block
        self.open.append((tag, silent, block))

    def handle_endtag(self, tag):
        if tag in BREAKING:
            self.pieces.append(("\n", 0))
        for depth in range(len(self.open) - 1, -1, -1):
            if self.open[depth][0] == tag:
                del self.open[depth:]
                return

    def handle_data(self, data):
        if not any(silent for _, silent, _ in self.open):
            inside = any(block for _, _, block in self.open)
            self.pieces.append((data, self.blocks if inside else 0))


def read_page(library: str, path: str, html: str, with_navigation: bool) -> Page:
    reader = _Reader(with_navigation)
    reader.feed(html)
    lines = "".join(piece for piece, _ in reader.pieces).replace("\xa0", " ").split("\n")
    lines = [" ".join(line.split()) for line in lines]
    text = "\n".join(line for line in lines if line)
    owners = [owner for piece, owner in reader.pieces for _ in piece.split()]
    sizes: dict[int, int] = {}
    for owner in owners:
        sizes[owner] = sizes.get(owner, 0) + 1
    judged = owners[:WORDS_JUDGED]
    explaining = sum(1 for owner in judged if owner and sizes[owner] >= MIN_BLOCK_WORDS)
    return Page(library, path, text, explaining / max(1, len(judged)), len(owners))


def jar_of(coordinates: str, folder: Path) -> Path:
    """The documentation jar of Maven coordinates; fetched where it is not in the folder yet."""
    _, artifact, version = coordinates.split(":")
    jar = folder / f"{artifact}-{version}-javadoc.jar"
    if not jar.exists():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["mvn", "-q", "-B", "dependency:copy", f"-Dartifact={coordinates}:jar:javadoc",
             f"-DoutputDirectory={folder.absolute()}"],
            check=True,
        )
    return jar


def pages_of(coordinates: str, folder: Path) -> list[Page]:
    """A fixed sample of a library's pages, by the hash of their paths; generated pages are not crowded out."""
    library = coordinates.split(":")[1]
    with zipfile.ZipFile(jar_of(coordinates, folder)) as jar:
        names = [name for name in jar.namelist() if name.endswith(".html")]
        names.sort(key=lambda name: hashlib.sha1(name.encode()).digest())
        generated = [name for name in names if GENERATED.search(name)][:GENERATED_PAGES_A_LIBRARY]
        written = [name for name in names if not GENERATED.search(name)][:PAGES_A_LIBRARY]
        pages = []
        for place, name in enumerate(sorted(generated + written)):
            html = jar.read(name)[:400_000].decode("utf-8", "replace")
            page = read_page(library, name, html, with_navigation=place % 3 == 0)
            if page.words >= 5:
                pages.append(page)
        return pages


def score_of(page: Page) -> float:
    """0 for a page that lists to 1 for one that explains, straight between shares of 0.05 and 0.40."""
    return round(min(1.0, max(0.0, (page.share - 0.05) / 0.35)), 6)


def general_texts(folder: Path) -> list[str]:
    texts = []
    for source, most in GENERAL.items():
        found = {row["text"] for _, row in rows_of([folder / source]) if len(row["text"]) > 500}
        found = sorted(found, key=lambda text: hashlib.sha1(text.encode()).digest())[:most]
        texts += [text[:GENERAL_CHARACTERS] for text in found]
    return texts


def write(file: Path, rows: list[dict]) -> None:
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jars", type=Path, required=True)
    parser.add_argument("--general", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--held-out", type=Path, required=True)
    options = parser.parse_args()
    train = [page for library in TRAINING_LIBRARIES for page in pages_of(library, options.jars)]
    test = [page for library in HELD_OUT_LIBRARIES for page in pages_of(library, options.jars)]
    clear = [page for page in test if not CLEARLY_LISTING < page.share < CLEARLY_EXPLAINING]
    general = general_texts(options.general) if options.general else []
    rows = [{"text": page.text, "score": score_of(page), "library": page.library} for page in train]
    write(options.out, rows + [{"text": text, "score": 1.0, "library": None} for text in general])
    write(options.held_out, [{"text": p.text, "score": score_of(p), "library": p.library} for p in clear])
    print(f"{len(train)} pages and {len(general)} general texts; held out {len(clear)} clear pages of {len(test)}")


if __name__ == "__main__":
    main()
