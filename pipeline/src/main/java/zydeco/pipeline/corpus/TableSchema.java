package zydeco.pipeline.corpus;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** The columns of a table, in order. */
public record TableSchema(List<Column> columns) implements Serializable {

  public TableSchema {
    columns = List.copyOf(columns);
  }

  /** What a column holds. */
  public enum Kind {
    INT,
    LONG,
    /** The 64 bits of a long, read as a number without sign. */
    UNSIGNED_LONG,
    DOUBLE,
    /** UTF-8. */
    STRING,
    BINARY,
    /** Lists of them, without nulls; written only. */
    INT_LIST,
    STRING_LIST,
    BINARY_LIST
  }

  /**
   * A column.
   *
   * @param nullable whether a row may lack it
   * @param wide whether its values rarely repeat or are long
   */
  public record Column(String name, Kind kind, boolean nullable, boolean wide)
      implements Serializable {

    /** The column as Parquet's settings name it. */
    String path() {
      return isList() ? name + ".list.element" : name;
    }

    /**
     * Whether a dictionary of its values is tried. For measures it would take more time than it
     * saves bytes.
     */
    boolean repeats() {
      return !wide && kind != Kind.DOUBLE;
    }

    boolean isList() {
      return kind == Kind.INT_LIST || kind == Kind.STRING_LIST || kind == Kind.BINARY_LIST;
    }
  }

  public static Builder builder() {
    return new Builder();
  }

  /** The columns of the given names, in the order given. */
  public TableSchema only(String... names) {
    List<Column> some = new ArrayList<>();
    for (String name : names) {
      some.add(columns.get(indexOf(name)));
    }
    return new TableSchema(some);
  }

  /** The place of a column; throws IllegalArgumentException where there is none of that name. */
  public int indexOf(String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(name)) {
        return i;
      }
    }
    throw new IllegalArgumentException("there is no column '" + name + "' in " + columns);
  }

  MessageType parquet() {
    List<Type> fields = new ArrayList<>();
    for (Column column : columns) {
      Type.Repetition repetition =
          column.nullable() ? Type.Repetition.OPTIONAL : Type.Repetition.REQUIRED;
      LogicalTypeAnnotation meant =
          switch (column.kind()) {
            case STRING, STRING_LIST -> LogicalTypeAnnotation.stringType();
            case UNSIGNED_LONG -> LogicalTypeAnnotation.intType(64, false);
            default -> null;
          };
      if (column.isList()) {
        Type element = Types.required(primitive(column.kind())).as(meant).named("element");
        fields.add(Types.list(repetition).element(element).named(column.name()));
      } else {
        fields.add(
            Types.primitive(primitive(column.kind()), repetition).as(meant).named(column.name()));
      }
    }
    return new MessageType("table", fields);
  }

  static PrimitiveTypeName primitive(Kind kind) {
    return switch (kind) {
      case INT, INT_LIST -> PrimitiveTypeName.INT32;
      case LONG, UNSIGNED_LONG -> PrimitiveTypeName.INT64;
      case DOUBLE -> PrimitiveTypeName.DOUBLE;
      case STRING, BINARY, STRING_LIST, BINARY_LIST -> PrimitiveTypeName.BINARY;
    };
  }

  /** Collects columns; a column just added is nullable or wide where it is said so. */
  public static final class Builder {
    private final List<Column> columns = new ArrayList<>();

    public Builder ints(String name) {
      return add(name, Kind.INT);
    }

    public Builder longs(String name) {
      return add(name, Kind.LONG);
    }

    public Builder doubles(String name) {
      return add(name, Kind.DOUBLE);
    }

    public Builder strings(String name) {
      return add(name, Kind.STRING);
    }

    public Builder binaries(String name) {
      return add(name, Kind.BINARY);
    }

    public Builder intLists(String name) {
      return add(name, Kind.INT_LIST);
    }

    public Builder unsignedLongs(String name) {
      return add(name, Kind.UNSIGNED_LONG);
    }

    public Builder binaryLists(String name) {
      return add(name, Kind.BINARY_LIST);
    }

    public Builder stringLists(String name) {
      return add(name, Kind.STRING_LIST);
    }

    private Builder add(String name, Kind kind) {
      columns.add(new Column(name, kind, false, false));
      return this;
    }

    /** Lets rows lack the column just added. */
    public Builder nullable() {
      Column last = columns.remove(columns.size() - 1);
      columns.add(new Column(last.name(), last.kind(), true, last.wide()));
      return this;
    }

    /** Tells that values of the column just added are long or rarely repeat. */
    public Builder wide() {
      Column last = columns.remove(columns.size() - 1);
      columns.add(new Column(last.name(), last.kind(), last.nullable(), true));
      return this;
    }

    public TableSchema build() {
      return new TableSchema(columns);
    }
  }
}
