package zydeco.pipeline.stage;

import java.io.Serializable;

/**
 * A named measure that stages give to every document.
 *
 * @param name kebab-case, unique in a recipe, such as {@code word-count}
 * @param type what it holds
 */
public record Column(String name, Type type) implements Serializable {

  /**
   * A double (NaN: undefined), a string (null: undefined), or bytes that only the build itself
   * reads.
   */
  public enum Type {
    NUMBER,
    LABEL,
    BYTES
  }

  public static Column number(String name) {
    return new Column(name, Type.NUMBER);
  }

  public static Column label(String name) {
    return new Column(name, Type.LABEL);
  }

  public static Column bytes(String name) {
    return new Column(name, Type.BYTES);
  }
}
