package zydeco.filters.text;

/**
 * Something that is found in a text at most once, when a signal first asks for it. A class of its
 * own a kind; owned by one {@link Segments} and filled again for each text.
 */
public abstract class Reading {
  private long text = -1;

  /** Reads the text that the segments hold. It must forget the text before. */
  protected abstract void read(Segments segments);

  final void ensure(Segments segments, long current) {
    if (text != current) {
      text = current;
      read(segments);
    }
  }
}
