package zydeco.jobs.share;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import zydeco.pipeline.recipe.RecipeException;
import zydeco.pipeline.recipe.Settings;

/** Reads the stages that keep a share. */
public final class ShareSettings {
  private static final int ALL_DIFFERENT = 100;

  private ShareSettings() {}

  /**
   * Reads {@code check: {bounds: {quality: {keep: 10%, of: whole}}}}; such a check has nothing
   * else.
   *
   * @param number 1 for a recipe's first check, 2 for the second
   * @param columns the numbers that earlier stages write
   */
  public static KeepShareStage ofCheck(Settings settings, int number, Set<String> columns) {
    Settings bounds = settings.map("bounds");
    boolean alone =
        bounds.keys().size() == 1
            && settings.keys().stream().allMatch(key -> Set.of("bounds", "report").contains(key));
    if (!alone) {
      throw settings.error(
          "bounds",
          "Cannot keep a share beside other rules: it is counted over what the others leave.",
          "Give the share a check of its own after this one.");
    }
    String column = bounds.keys().get(0);
    requireWritten(bounds, column, column, columns);
    if (settings.textOrNull("report") != null) {
      settings.choice("report", "first-failure");
    }
    Settings bound = bounds.map(column);
    BigDecimal share = share(bound);
    boolean bySource =
        bound.textOrNull("of") != null && bound.choice("of", "whole", "source").equals("source");
    bound.finish();
    return new KeepShareStage(
        "check", number, List.of(column), KeepShareStage.By.ALONE, 0, share, bySource);
  }

  /**
   * Reads {@code ensemble: {scores: [quality, edu], by: best, buckets: 20, keep: 10%, of: whole}}.
   *
   * @param number 1 for a recipe's first ensemble, 2 for the second
   * @param columns the numbers that earlier stages write
   */
  public static KeepShareStage ofEnsemble(Settings settings, int number, Set<String> columns) {
    List<String> scores = settings.texts("scores");
    for (String score : scores) {
      requireWritten(settings, "scores", score, columns);
    }
    if (scores.size() < 2 || Set.copyOf(scores).size() < scores.size()) {
      throw settings.error(
          "scores",
          "Cannot take " + scores + " together: two different scores are needed.",
          "Name them.");
    }
    String by = settings.choice("by", "best", "mean", "any");
    int buckets = (int) settings.integer("buckets", 2, ALL_DIFFERENT);
    BigDecimal share = share(settings);
    boolean bySource = settings.choice("of", "whole", "source").equals("source");
    settings.finish();
    return new KeepShareStage(
        "ensemble",
        number,
        scores,
        KeepShareStage.By.valueOf(by.toUpperCase(Locale.ROOT)),
        buckets,
        share,
        bySource);
  }

  private static void requireWritten(
      Settings settings, String key, String column, Set<String> columns) {
    if (!columns.contains(column)) {
      throw settings.error(
          key,
          "Cannot keep by '" + column + "': no stage before it writes the number '" + column + "'.",
          RecipeException.hint(column, columns, "Put the stage that writes it before this one."));
    }
  }

  private static BigDecimal share(Settings settings) {
    String word = settings.text("keep");
    try {
      BigDecimal share =
          word.endsWith("%")
              ? new BigDecimal(word.substring(0, word.length() - 1).strip()).movePointLeft(2)
              : new BigDecimal(word);
      if (share.signum() > 0 && share.compareTo(BigDecimal.ONE) <= 0) {
        return share;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw settings.error("keep", "Cannot keep '" + word + "': it is no share.", "Say 10%, or 0.1.");
  }
}
