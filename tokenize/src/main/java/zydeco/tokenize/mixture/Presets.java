package zydeco.tokenize.mixture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Published mixtures by name. Weights are shares of tokens, relative to each other. */
public final class Presets {
  /*
   * zyda-2: the weights that the card of Zyphra/Zyda-2 calls optimal. redpajama-v1: tokens of each part
   * in billions, from the README of togethercomputer/RedPajama-Data, version 1: what LLaMA's recipe
   * came to.
   */
  private static final Map<String, Map<String, Double>> WEIGHTS = new LinkedHashMap<>();

  /** Other names that sources of a preset go by. */
  private static final Map<String, List<String>> NAMES =
      Map.of(
          "fineweb-edu", List.of("fwe3", "fineweb-edu-3", "fineweb"),
          "dclm", List.of("dclm-baseline"),
          "zyda", List.of("zyda-1"),
          "dolma-cc", List.of("dolma_cc"),
          "common-crawl", List.of("commoncrawl", "cc"),
          "books", List.of("book"),
          "stack-exchange", List.of("stackexchange"));

  static {
    Map<String, Double> zyda = new LinkedHashMap<>();
    zyda.put("dclm", 4.0);
    zyda.put("fineweb-edu", 4.0);
    zyda.put("zyda", 0.16);
    zyda.put("dolma-cc", 0.24);
    WEIGHTS.put("zyda-2", zyda);
    Map<String, Double> redpajama = new LinkedHashMap<>();
    redpajama.put("common-crawl", 878.0);
    redpajama.put("c4", 175.0);
    redpajama.put("github", 59.0);
    redpajama.put("arxiv", 28.0);
    redpajama.put("books", 26.0);
    redpajama.put("wikipedia", 24.0);
    redpajama.put("stack-exchange", 20.0);
    WEIGHTS.put("redpajama-v1", redpajama);
  }

  private Presets() {}

  public static List<String> names() {
    return List.copyOf(WEIGHTS.keySet());
  }

  /**
   * The preset's weights for the sources of a recipe, by their own names. Throws
   * IllegalArgumentException where the recipe lacks one of the preset's sources.
   */
  public static Map<String, Double> weights(String preset, List<String> sources) {
    Map<String, Double> weights = new LinkedHashMap<>();
    for (Map.Entry<String, Double> part : WEIGHTS.get(preset).entrySet()) {
      List<String> known = new ArrayList<>(List.of(part.getKey()));
      known.addAll(NAMES.getOrDefault(part.getKey(), List.of()));
      String source = known.stream().filter(sources::contains).findFirst().orElse(null);
      if (source == null) {
        throw new IllegalArgumentException(
            "the recipe has no source called " + String.join(" or ", known));
      }
      weights.put(source, part.getValue());
    }
    return weights;
  }
}
