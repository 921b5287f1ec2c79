package zydeco.pipeline.recipe;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A mapping of a YAML text seen as a map that writes through. */
final class MappingView extends java.util.AbstractMap<String, Node> {
  private final MappingNode mapping;

  MappingView(MappingNode mapping) {
    this.mapping = mapping;
  }

  @Override
  public Set<Entry<String, Node>> entrySet() {
    Set<Entry<String, Node>> entries = new LinkedHashSet<>();
    for (NodeTuple tuple : mapping.getValue()) {
      entries.add(java.util.Map.entry(key(tuple), tuple.getValueNode()));
    }
    return entries;
  }

  /** A key that is no word is read as an empty one: Settings complains of it, with its line. */
  private static String key(NodeTuple tuple) {
    return tuple.getKeyNode() instanceof ScalarNode word ? word.getValue() : "";
  }

  @Override
  public Node put(String key, Node value) {
    Node before = get(key);
    List<NodeTuple> tuples = new ArrayList<>(mapping.getValue());
    NodeTuple tuple = new NodeTuple(new ScalarNode(Tag.STR, key, ScalarStyle.PLAIN), value);
    int place = 0;
    while (place < tuples.size() && !key(tuples.get(place)).equals(key)) {
      place++;
    }
    if (place < tuples.size()) {
      tuples.set(place, tuple);
    } else {
      tuples.add(tuple);
    }
    mapping.setValue(tuples);
    return before;
  }

  /** The mapping under a key, made empty where there is none; null where something else is. */
  MappingView below(String key) {
    Node node = get(key);
    boolean blank = node instanceof ScalarNode scalar && scalar.getValue().isEmpty();
    if (node == null || blank) {
      node = yaml("{}");
      put(key, node);
    }
    return node instanceof MappingNode found ? new MappingView(found) : null;
  }

  static Node yaml(String text) {
    return new Compose(LoadSettings.builder().build()).composeString(text).orElseThrow();
  }
}
