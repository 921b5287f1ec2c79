package zydeco.dedup.earlier;

/** How a document of an earlier build takes part in a decision: a column of the rows compared. */
public enum Side {
  /** It is no such document. */
  OWN,
  /** It was kept and stays. */
  STAYS,
  /** It was removed: it may join others into a cluster, and stands for none. */
  GONE,
  /** It was kept, and is ranked anew. */
  WAS_KEPT,
  /** It was removed, and is ranked anew. */
  WAS_GONE;

  /** The column. */
  public static final String COLUMN = "side";

  private static final Side[] SIDES = values();

  public static Side of(int number) {
    return SIDES[number];
  }

  /** Whether the answer has a row: a removal of an own document, a change of an earlier one. */
  public boolean tells(boolean removed) {
    return switch (this) {
      case OWN, WAS_KEPT -> removed;
      case WAS_GONE -> !removed;
      case STAYS, GONE -> false;
    };
  }
}
