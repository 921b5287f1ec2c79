package zydeco.pipeline.corpus;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import zydeco.pipeline.corpus.Layout.Part;

/** A layout's names as a tree of keys, for readers that walk down nested objects. */
final class LayoutTree {
  private final Map<String, LayoutTree> below = new HashMap<>();
  private final int[] preferences = new int[Part.values().length];

  private LayoutTree() {
    Arrays.fill(preferences, Integer.MAX_VALUE);
  }

  static LayoutTree of(Layout layout) {
    LayoutTree root = new LayoutTree();
    for (Part part : Part.values()) {
      List<String> names = layout.of(part);
      for (int i = 0; i < names.size(); i++) {
        root.add(List.of(names.get(i)), part, 2 * i);
        root.add(List.of(names.get(i).split("\\.")), part, 2 * i + 1);
      }
    }
    return root;
  }

  private void add(List<String> keys, Part part, int preference) {
    LayoutTree node = this;
    for (String key : keys) {
      node = node.below.computeIfAbsent(key, k -> new LayoutTree());
    }
    int[] preferences = node.preferences;
    preferences[part.ordinal()] = Math.min(preferences[part.ordinal()], preference);
  }

  /** What stands under a key, or null. */
  LayoutTree below(String key) {
    return below.get(key);
  }

  /**
   * How much the layout likes this place for a part; the smaller the more, and Integer.MAX_VALUE
   * where it does not look for the part here.
   */
  int preference(Part part) {
    return preferences[part.ordinal()];
  }
}
