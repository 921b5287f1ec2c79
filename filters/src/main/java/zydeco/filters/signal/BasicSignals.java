package zydeco.filters.signal;

import java.util.List;

/** Sizes of a text. */
final class BasicSignals {
  private static final String OWN = "Zydeco";

  static final List<Signal> ROWS =
      List.of(
          new Signal("byte-count", "bytes", "0..", OWN, "Bytes of UTF-8.", s -> s.length()),
          new Signal(
              "character-count", "characters", "0..", OWN, "Code points.", s -> s.characters()),
          new Signal(
              "line-count",
              "lines",
              "0..",
              OWN,
              "Lines as Python's str.splitlines cuts them.",
              s -> s.words().lines()),
          new Signal(
              "paragraph-count",
              "paragraphs",
              "1..",
              OWN,
              "Parts between two newlines or more; 1 for an empty text.",
              s -> s.paragraphs().count()),
          new Signal(
              "word-and-mark-count",
              "words",
              "0..",
              "datatrove",
              "Words as spaCy's blank English tokenizer cuts them, punctuation marks among them.",
              s -> s.words().count()));

  private BasicSignals() {}
}
