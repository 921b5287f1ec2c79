package zydeco.dedup.text;

import java.util.Arrays;
import java.util.Locale;

/** The form of a text that is compared; the document keeps its own. */
public enum Normalization {
  /** The text as it stands (Zyda-2). */
  NONE {
    @Override
    public byte[] apply(byte[] text) {
      return text;
    }
  },
  /** Lower case (distributed-curator). */
  LOWER {
    @Override
    public byte[] apply(byte[] text) {
      return LooseText.lower(text);
    }
  },
  /**
   * Lower case, and one space for each run of what is no letter, mark or digit; none at the ends.
   */
  LOOSE {
    @Override
    public byte[] apply(byte[] text) {
      return LooseText.of(text);
    }
  },
  /**
   * NFC, lower case, without punctuation of ASCII, white space collapsed (Zyphra/Zyda_processing,
   * utils/text.py; of ftfy's repairs those of quotes, ligatures, width and control characters, of
   * Treebank's rules the contractions: the origin's words in 98 % of web documents).
   */
  ZYDA1 {
    @Override
    public byte[] apply(byte[] text) {
      return PublishedForms.zyda1(text);
    }
  },
  /**
   * Lower case, numbers 0 (with at most one decimal or grouping mark in each), its own list of
   * punctuation and controls a space, white space collapsed, no combining marks (datatrove,
   * TextNormConfig; words then are what white space separates, not spaCy's).
   */
  DATATROVE {
    @Override
    public byte[] apply(byte[] text) {
      return PublishedForms.datatrove(text);
    }
  },
  /**
   * Without punctuation of ASCII, lower case, white space collapsed, NFD (RedPajama-V2,
   * utilities/text.py).
   */
  REDPAJAMA {
    @Override
    public byte[] apply(byte[] text) {
      return PublishedForms.redpajama(text);
    }
  };

  public abstract byte[] apply(byte[] text);

  /** As recipes write it. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static String[] keys() {
    return Arrays.stream(values()).map(Normalization::key).toArray(String[]::new);
  }

  public static Normalization of(String key) {
    return valueOf(key.toUpperCase(Locale.ROOT));
  }
}
