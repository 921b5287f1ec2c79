package zydeco.jobs;

import zydeco.pipeline.recipe.RecipeException;

/** Shares on the command line. */
final class Shares {
  private Shares() {}

  /** A share above 0 and at most 1, as {@code 10%} or {@code 0.1}. */
  static double parse(String option, String word) {
    try {
      double share =
          word.endsWith("%")
              ? Double.parseDouble(word.substring(0, word.length() - 1)) / 100
              : Double.parseDouble(word);
      if (share > 0 && share <= 1) {
        return share;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new RecipeException(
        option + ": Cannot read '" + word + "': it is no share. Say 10%, or 0.1.");
  }
}
