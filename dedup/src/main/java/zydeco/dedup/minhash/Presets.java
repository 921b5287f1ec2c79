package zydeco.dedup.minhash;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import zydeco.pipeline.recipe.Settings;

/**
 * Published settings of fuzzy deduplication, by name. Shingles, normal form, bands, rows and policy
 * are those of the origin; the hash family is this project's, so signatures differ from theirs
 * while the curve is the same. Where an origin leaves the normal form open (TxT360, duplodocus) the
 * text stays as it is.
 */
public final class Presets {
  private static final String REST =
      "verify: none\nsimilarity: 0.8\nshort: keep\nsample: 100\nseed: 17\n";
  private static final Map<String, String> PRESETS = new TreeMap<>();

  static {
    add("zyda-1", "word", 13, "zyda1", 32, 4, "best");
    add("zyda-2", "char", 25, "none", 8, 16, "top-source");
    add("fineweb", "word", 5, "datatrove", 14, 8, "best");
    add("nemo", "char", 24, "none", 20, 13, "best");
    add("redpajama-1.0", "word", 13, "redpajama", 1, 128, "best");
    add("redpajama-0.9", "word", 13, "redpajama", 5, 25, "best");
    add("redpajama-0.8", "word", 13, "redpajama", 9, 13, "best");
    add("redpajama-0.7", "word", 13, "redpajama", 14, 9, "best");
    add("txt360", "word", 13, "none", 9, 13, "best");
    add("text-dedup", "word", 5, "loose", 25, 10, "best");
    add("duplodocus", "word", 5, "none", 20, 5, "best");
    add("duplodocus-example", "word", 5, "none", 26, 11, "best");
    add("distributed-curator", "char", 9, "lower", 8, 8, "best");
  }

  private Presets() {}

  private static void add(
      String name, String unit, int size, String form, int bands, int rows, String keep) {
    PRESETS.put(
        name,
        String.format(
            "shingles: {unit: %s, size: %d}%nnormalize: %s%nbands: %d%nrows: %d%nkeep: %s%n%s",
            unit, size, form, bands, rows, keep, REST));
  }

  /**
   * The settings with the preset that they name in place of the defaults; the same ones where they
   * name none.
   */
  public static Settings apply(Settings settings) {
    String name = settings.textOrNull("preset");
    if (name == null) {
      return settings;
    }
    String preset = PRESETS.get(settings.choice("preset", PRESETS.keySet().toArray(String[]::new)));
    Settings whole = settings.withDefaults(Settings.parse(Path.of("preset-" + name), preset));
    whole.text("preset");
    return whole;
  }
}
