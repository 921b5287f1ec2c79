package zydeco.pipeline.recipe;

import java.util.List;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** An entry of a list of {@code name: {...}}, as it is often written by mistake. */
final class NamedEntry {
  private NamedEntry() {}

  /** What is wrong with an entry that is not one name with something behind it. */
  static String fault(Node entry) {
    if (entry instanceof ScalarNode word && !word.getValue().isBlank()) {
      return "Cannot read the entry: '%1$s' stands alone. Write '%1$s: {}'."
          .formatted(word.getValue());
    }
    if (entry instanceof MappingNode mapping && mapping.getValue().size() > 1) {
      List<String> names = List.copyOf(new MappingView(mapping).keySet());
      return "Cannot read the entry: it has several names, "
          + String.join(", ", names)
          + ". What belongs to "
          + names.get(0)
          + " is indented further, and each other entry begins with '- '.";
    }
    return "Cannot read the entry: it is not one 'name: {...}'. Give each entry one name.";
  }
}
