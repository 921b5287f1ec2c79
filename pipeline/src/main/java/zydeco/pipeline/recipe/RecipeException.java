package zydeco.pipeline.recipe;

import java.util.Collection;
import java.util.Comparator;

/** The recipe is wrong: says where, what, why, and how to mend it. */
public final class RecipeException extends RuntimeException {

  public RecipeException(String message) {
    super(message);
  }

  /**
   * The known name nearest to a mistyped one by edit distance, of which two letters in each other's
   * place count as one edit; null where none is near.
   */
  public static String nearest(String name, Collection<String> known) {
    return known.stream()
        .min(Comparator.<String>comparingInt(k -> distance(name, k)).thenComparing(k -> k))
        .filter(
            k -> distance(name, k) <= Math.min(name.length() - 1, Math.max(2, name.length() / 3)))
        .orElse(null);
  }

  /**
   * Asks whether the known name nearest to a mistyped one is meant; something else where none is.
   */
  public static String hint(String name, Collection<String> known, String otherwise) {
    String near = nearest(name, known);
    return near == null ? otherwise : "Did you mean '" + near + "'?";
  }

  private static int distance(String a, String b) {
    int[][] edits = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        edits[i][j] = i == 0 || j == 0 ? i + j : fewest(edits, a, b, i, j);
      }
    }
    return edits[a.length()][b.length()];
  }

  /** The edits between the first i and j letters, from those between shorter beginnings. */
  private static int fewest(int[][] edits, String a, String b, int i, int j) {
    char last = a.charAt(i - 1);
    char other = b.charAt(j - 1);
    int fewest = edits[i - 1][j - 1] + (last == other ? 0 : 1);
    fewest = Math.min(fewest, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
    boolean swapped = i > 1 && j > 1 && last == b.charAt(j - 2) && other == a.charAt(i - 2);
    return swapped ? Math.min(fewest, edits[i - 2][j - 2] + 1) : fewest;
  }
}
