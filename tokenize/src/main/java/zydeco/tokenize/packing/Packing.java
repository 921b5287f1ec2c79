package zydeco.tokenize.packing;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How documents are laid into sequences of a fixed length. */
public enum Packing {
  /** One behind the other, cut wherever a sequence ends; only the last sequence is padded. */
  CONCATENATE {
    @Override
    Layout layout(int[] lengths, int sequence, long seed, int parts) {
      Layout.Builder builder = new Layout.Builder(sequence);
      for (int document = 0; document < lengths.length; document++) {
        builder.append(document, 0, lengths[document]);
      }
      return builder.build();
    }
  },
  /** None cut unless longer than a sequence; little padding; sequences shuffled. */
  BEST_FIT {
    @Override
    Layout layout(int[] lengths, int sequence, long seed, int parts) {
      return parts > 1
          ? OrderedFit.layout(lengths, sequence, seed, parts)
          : BestFit.layout(lengths, sequence, seed).shuffled(seed);
    }
  },
  /** Each begins a sequence; the rest of its last one is padding. */
  PER_DOCUMENT {
    @Override
    Layout layout(int[] lengths, int sequence, long seed, int parts) {
      Layout.Builder builder = new Layout.Builder(sequence);
      for (int document = 0; document < lengths.length; document++) {
        builder.endSequence();
        builder.append(document, 0, lengths[document]);
      }
      return builder.build();
    }
  };

  abstract Layout layout(int[] lengths, int sequence, long seed, int parts);

  /**
   * Lays documents out.
   *
   * @param lengths tokens of each document with its end-of-text, at least 1, in shuffled order or
   *     in one that is to be kept
   * @param sequence tokens of a sequence, at least 1
   * @param seed of the shuffle of sequences, where there is one
   * @param parts of the documents whose order is kept: only sequences of one part are shuffled; 1
   *     where there is no order to keep
   */
  public final Layout pack(int[] lengths, int sequence, long seed, int parts) {
    if (sequence < 1) {
      throw new IllegalArgumentException("a sequence of " + sequence + " tokens");
    }
    for (int length : lengths) {
      if (length < 1) {
        throw new IllegalArgumentException("a document of " + length + " tokens");
      }
    }
    return layout(lengths, sequence, seed, parts);
  }

  /** As a recipe writes it: {@code best-fit}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static List<String> words() {
    return Arrays.stream(values()).map(Packing::word).toList();
  }

  public static Packing of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
