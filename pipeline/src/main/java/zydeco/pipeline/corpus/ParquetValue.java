package zydeco.pipeline.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.parquet.column.ColumnReadStore;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * A field of a Parquet schema, with the readers of the columns below it, from which it takes its
 * value row by row: as JSON, or not at all.
 */
abstract class ParquetValue {
  /*
   * Dremel's levels: a column's definition level says how many optional or repeated fields of its
   * path are there; its repetition level says which repeated field of its path goes on. Every column
   * below a field has exactly one entry for a missing field, and one or more for one that is there.
   */
  final String name;

  /** From this definition level on, the field is there. */
  final int present;

  /** The repetition level of entries that continue this field, where it is repeated. */
  final int again;

  final boolean repeated;

  private ParquetValue(Type type, int present, int again) {
    name = type.getName();
    this.present = present;
    this.again = again;
    repeated = type.isRepetition(Type.Repetition.REPEATED);
  }

  /**
   * A field of a schema, over the columns of a row group.
   *
   * @param columns gives one and the same reader whenever it is asked for a column
   * @param hidden readers of columns that are never written, though passed over
   */
  static ParquetValue of(
      MessageType schema, ColumnReadStore columns, String field, Set<ColumnReader> hidden) {
    return new Tree(schema, columns, hidden).of(schema.getType(field), List.of(), 0, 0);
  }

  private record Tree(MessageType schema, ColumnReadStore columns, Set<ColumnReader> hidden) {

    ParquetValue of(Type type, List<String> above, int present, int again) {
      int here = present + (type.isRepetition(Type.Repetition.REQUIRED) ? 0 : 1);
      int repetition = again + (type.isRepetition(Type.Repetition.REPEATED) ? 1 : 0);
      List<String> path = new ArrayList<>(above);
      path.add(type.getName());
      if (type.isPrimitive()) {
        ColumnReader reader =
            columns.getColumnReader(schema.getColumnDescription(path.toArray(new String[0])));
        return new Leaf(type, here, repetition, reader, hidden.contains(reader));
      }
      List<ParquetValue> fields = new ArrayList<>();
      for (Type field : type.asGroupType().getFields()) {
        fields.add(of(field, path, here, repetition));
      }
      return new Group(type.asGroupType(), here, repetition, fields);
    }
  }

  /** Any column below: its levels are those of the field. */
  abstract ColumnReader first();

  /** Passes over one value, be it there or not, of every column below. */
  abstract void pass();

  /** Writes one value that is there, and passes over it. */
  abstract void one(ByteSink sink);

  /** Whether the row that is next has the field. */
  final boolean isThere() {
    return first().getCurrentDefinitionLevel() >= present;
  }

  /** Passes over the field in one row. */
  final void passRow() {
    do {
      pass();
    } while (first().getCurrentRepetitionLevel() != 0);
  }

  /** Writes the field as JSON, {@code null} where it is not there, and passes over it. */
  final void json(ByteSink sink) {
    if (repeated) {
      sink.put('[');
      elements(sink);
      sink.put(']');
    } else if (isThere()) {
      one(sink);
    } else {
      pass();
      sink.put("null");
    }
  }

  /** Writes the elements of a repeated field with commas between them. */
  final void elements(ByteSink sink) {
    if (!isThere()) {
      pass();
      return;
    }
    one(sink);
    while (first().getCurrentRepetitionLevel() == again) {
      sink.put(',');
      one(sink);
    }
  }

  private static final class Leaf extends ParquetValue {
    private final ColumnReader reader;
    private final ParquetScalar scalar;
    private final boolean hidden;

    Leaf(Type type, int present, int again, ColumnReader reader, boolean hidden) {
      super(type, present, again);
      this.reader = reader;
      this.hidden = hidden;
      scalar = ParquetScalar.of(type.asPrimitiveType());
    }

    @Override
    ColumnReader first() {
      return reader;
    }

    @Override
    void pass() {
      if (reader.getCurrentDefinitionLevel() >= present) {
        reader.skip();
      }
      reader.consume();
    }

    @Override
    void one(ByteSink sink) {
      scalar.write(reader, sink);
      reader.consume();
    }
  }

  private static final class Group extends ParquetValue {
    private final List<ParquetValue> fields;
    private final boolean list;
    private final boolean map;

    Group(GroupType type, int present, int again, List<ParquetValue> fields) {
      super(type, present, again);
      this.fields = fields;
      LogicalTypeAnnotation meant = type.getLogicalTypeAnnotation();
      boolean holder = fields.size() == 1 && fields.get(0).repeated;
      list = holder && meant instanceof LogicalTypeAnnotation.ListLogicalTypeAnnotation;
      map =
          holder
              && meant instanceof LogicalTypeAnnotation.MapLogicalTypeAnnotation
              && fields.get(0) instanceof Group entry
              && entry.isStringMap();
    }

    private boolean isStringMap() {
      return fields.size() == 2 && fields.get(0) instanceof Leaf key && key.scalar.isText();
    }

    @Override
    ColumnReader first() {
      return fields.get(0).first();
    }

    @Override
    void pass() {
      for (ParquetValue field : fields) {
        do {
          field.pass();
        } while (field.first().getCurrentRepetitionLevel() > again);
      }
    }

    @Override
    void one(ByteSink sink) {
      if (list) {
        sink.put('[');
        ParquetValue repeating = fields.get(0);
        if (repeating instanceof Group element && element.fields.size() == 1 && !element.list) {
          element.inner(sink);
        } else {
          repeating.elements(sink);
        }
        sink.put(']');
      } else if (map) {
        sink.put('{');
        ((Group) fields.get(0)).entries(sink);
        sink.put('}');
      } else {
        object(sink);
      }
    }

    private void object(ByteSink sink) {
      sink.put('{');
      String comma = "";
      for (ParquetValue field : fields) {
        if (field instanceof Leaf leaf && leaf.hidden) {
          leaf.pass();
          continue;
        }
        sink.put(comma).quoted(ParquetScalar.utf8(field.name)).put(':');
        comma = ",";
        field.json(sink);
      }
      sink.put('}');
    }

    /** The elements of a list in three levels: each stands alone in a group. */
    private void inner(ByteSink sink) {
      if (!isThere()) {
        pass();
        return;
      }
      fields.get(0).json(sink);
      while (first().getCurrentRepetitionLevel() == again) {
        sink.put(',');
        fields.get(0).json(sink);
      }
    }

    private void entries(ByteSink sink) {
      if (!isThere()) {
        pass();
        return;
      }
      boolean more = true;
      while (more) {
        fields.get(0).json(sink);
        sink.put(':');
        fields.get(1).json(sink);
        more = first().getCurrentRepetitionLevel() == again;
        sink.put(more ? "," : "");
      }
    }
  }
}
