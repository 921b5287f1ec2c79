package zydeco.pipeline.stage;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The ordered columns of a pass. A column's slot is its place in that order. */
public final class Columns implements Serializable {
  private final List<Column> columns;
  private final Map<String, Integer> slots = new HashMap<>();

  /** Throws IllegalArgumentException where two columns have one name. */
  public Columns(List<Column> columns) {
    this.columns = List.copyOf(columns);
    for (Column column : columns) {
      if (slots.put(column.name(), slots.size()) != null) {
        throw new IllegalArgumentException("two stages write the column '" + column.name() + "'");
      }
    }
  }

  public List<Column> list() {
    return columns;
  }

  /** Those that a later pass reads from a table: numbers and labels. */
  public Columns readable() {
    return new Columns(columns.stream().filter(c -> c.type() != Column.Type.BYTES).toList());
  }

  public boolean has(String name) {
    return slots.containsKey(name);
  }

  /** The slot of a column. Throws IllegalArgumentException where there is none of that name. */
  public int slot(String name) {
    Integer slot = slots.get(name);
    if (slot == null) {
      throw new IllegalArgumentException("no stage writes the column '" + name + "'");
    }
    return slot;
  }
}
