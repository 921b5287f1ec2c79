package zydeco.filters.language;

import java.util.List;

/** What labels mean English: those of lid.176 and of GlotLID, and ISO 639-3. */
public final class English {
  private static final List<String> LABELS = List.of("en", "eng", "eng_Latn");

  private English() {}

  public static boolean is(String label) {
    return label != null && LABELS.contains(label);
  }
}
