package zydeco.filters.splitter.indic;

import zydeco.filters.splitter.LineSentences;
import zydeco.filters.splitter.TextSplitter;

/**
 * Languages as indic-nlp-library 0.92 tells them apart. Hindi stands for Nepali and Sanskrit, too,
 * Marathi for Konkani, Bengali for Assamese; Urdu for every language in Arabic script.
 */
public enum IndicNlp {
  HINDI(0x900, true),
  MARATHI(0x900, false),
  BENGALI(0x980, true),
  PUNJABI(0xA00, true),
  GUJARATI(0xA80, false),
  ORIYA(0xB00, true),
  TAMIL(0xB80, false),
  TELUGU(0xC00, false),
  KANNADA(0xC80, false),
  MALAYALAM(0xD00, false),
  SINHALA(0xD80, false),
  URDU(0, false);

  private final int block;
  private final boolean danda;

  IndicNlp(int block, boolean danda) {
    this.block = block;
    this.danda = danda;
  }

  /** The first code point of the script's block; 0: it is no script of India. */
  int block() {
    return block;
  }

  /** Whether full stops end no sentence in a text that has a danda. */
  boolean endsAtDanda() {
    return danda;
  }

  public TextSplitter splitter() {
    return new IndicSplitter(this);
  }

  public LineSentences sentences() {
    return this == URDU ? new UrduSentences() : new IndicSentences(this);
  }
}
