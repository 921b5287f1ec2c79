package zydeco.filters.list;

import java.util.List;

/** A stage that reads lists of the recipe: its fingerprint covers what is in them. */
public interface ReadsLists {

  /** The lists that the recipe names. */
  Lists lists();

  /** The names of those that this stage reads. */
  List<String> listNames();

  /**
   * Reads them, so that a list that is none stops a recipe rather than its build. Throws
   * UncheckedIOException, or IllegalArgumentException, whose messages name the list.
   */
  void readLists();
}
