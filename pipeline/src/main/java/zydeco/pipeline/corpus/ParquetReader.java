package zydeco.pipeline.corpus;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReadStore;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import zydeco.pipeline.corpus.Layout.Part;
import zydeco.pipeline.document.Document;

/**
 * Reads rows of Parquet. The text must be a column of byte strings in UTF-8; id, url and date may
 * be any single values; every other column becomes metadata, nested ones as nested JSON, columns
 * without a value left out.
 */
final class ParquetReader implements RowReader {
  private final Source source;
  private final LongPredicate wanted;
  private final ParquetFile file;
  private final String[][] places = new String[Part.values().length][];
  private final List<String> others = new ArrayList<>();
  private final ByteSink metadata = new ByteSink();
  private final Cell[] parts = new Cell[places.length];
  private ParquetValue[] rest;
  private int group;
  private int lastGroup;
  private long row;
  private long groupEnd;

  /** One of a document's parts: its column, and how its values are written. */
  private record Cell(ColumnReader column, int present, ParquetScalar scalar, boolean nested) {
    boolean isThere() {
      return column.getCurrentDefinitionLevel() >= present;
    }

    String text() {
      return isThere() ? scalar.text(column) : null;
    }

    /** Goes to the next row; a nested column goes on with the field that it is in. */
    void advance() {
      if (!nested) {
        if (isThere()) {
          column.skip();
        }
        column.consume();
      }
    }
  }

  ParquetReader(Storage storage, Source source, Slice slice, LongPredicate wanted)
      throws IOException {
    this.source = source;
    this.wanted = wanted;
    file = ParquetFile.open(storage, slice.file());
    try {
      place();
      int count = file.groups().size();
      group = (int) slice.from();
      lastGroup = slice.isWhole() ? count : (int) slice.to();
      if (lastGroup > count) {
        throw file.corrupt("it has " + count + " row groups, and had more when it was listed");
      }
      for (int i = 0; i < group; i++) {
        row += file.groups().get(i).getRowCount();
      }
      groupEnd = row;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw file.fault(e);
    }
  }

  private void place() throws CorruptFileException {
    for (Part part : Part.values()) {
      for (String name : source.layout().of(part)) {
        String[] path = find(name, part);
        if (path != null && places[part.ordinal()] == null) {
          places[part.ordinal()] = path;
        }
      }
    }
    MessageType schema = file.schema();
    if (places[Part.TEXT.ordinal()] == null) {
      throw file.corrupt(
          "it has no text: none of its columns %s is a column of strings named %s. Name it with 'columns: {text: ...}'"
              .formatted(
                  schema.getFields().stream().map(Type::getName).toList(),
                  String.join(" or ", source.layout().text())));
    }
    for (Type field : schema.getFields()) {
      boolean taken =
          Arrays.stream(places)
              .anyMatch(p -> p != null && p.length == 1 && p[0].equals(field.getName()));
      if (!taken) {
        others.add(field.getName());
      }
    }
  }

  /** The path of a column that can be the part: one value a row, of bytes where it is the text. */
  private String[] find(String name, Part part) {
    MessageType schema = file.schema();
    for (String[] path : new String[][] {{name}, name.split("\\.")}) {
      if (schema.containsPath(path)) {
        boolean fits =
            schema.getColumnDescription(path).getMaxRepetitionLevel() == 0
                && (part != Part.TEXT
                    || ParquetScalar.of(schema.getColumnDescription(path).getPrimitiveType())
                        .isText());
        if (fits) {
          return path;
        }
      }
    }
    return null;
  }

  @Override
  public Intake next() throws IOException {
    try {
      while (row < groupEnd || openGroup()) {
        long at = row++;
        if (wanted.test(at)) {
          return intake(at);
        }
        pass();
      }
      return null;
    } catch (IOException | RuntimeException e) {
      throw file.fault(e);
    }
  }

  private boolean openGroup() throws IOException {
    while (group < lastGroup) {
      long rows = file.groups().get(group).getRowCount();
      if (rows > 0) {
        bind(file.read(group++, file.schema()));
        groupEnd = row + rows;
        return true;
      }
      group++;
    }
    return false;
  }

  private void bind(ColumnReadStore columns) {
    MessageType schema = file.schema();
    Map<ColumnDescriptor, ColumnReader> readers = new HashMap<>();
    ColumnReadStore shared = column -> readers.computeIfAbsent(column, columns::getColumnReader);
    Set<ColumnReader> taken = new HashSet<>();
    for (int i = 0; i < places.length; i++) {
      if (places[i] != null) {
        ColumnDescriptor column = schema.getColumnDescription(places[i]);
        ParquetScalar scalar = ParquetScalar.of(column.getPrimitiveType());
        ColumnReader reader = shared.getColumnReader(column);
        taken.add(reader);
        parts[i] = new Cell(reader, column.getMaxDefinitionLevel(), scalar, places[i].length > 1);
      }
    }
    rest = new ParquetValue[others.size()];
    for (int i = 0; i < rest.length; i++) {
      rest[i] = ParquetValue.of(schema, shared, others.get(i), taken);
    }
  }

  private void pass() {
    advance();
    for (ParquetValue value : rest) {
      value.passRow();
    }
  }

  private void advance() {
    for (Cell part : parts) {
      if (part != null) {
        part.advance();
      }
    }
  }

  private Intake intake(long at) {
    Cell cell = parts[Part.TEXT.ordinal()];
    Binary value = cell.isThere() ? cell.column().getBinary() : null;
    long length = value == null ? 0 : value.length();
    byte[] text = length > source.maxDocumentBytes() || value == null ? null : value.getBytes();
    String id = part(Part.ID);
    String url = part(Part.URL);
    String date = part(Part.DATE);
    advance();
    String remaining = remaining();
    if (value == null) {
      return new Intake.Bad(at, -1, "the text is null", 0);
    }
    if (text == null) {
      return new Intake.Bad(
          at,
          -1,
          "text of %d bytes is over max-document-bytes (%d)"
              .formatted(length, source.maxDocumentBytes()),
          length);
    }
    if (Utf8.firstInvalid(text, 0, text.length) >= 0) {
      return new Intake.Bad(at, -1, "invalid UTF-8", length);
    }
    return new Intake.Good(at, new Document(source.name(), id, text, url, date, remaining));
  }

  private String part(Part part) {
    Cell cell = parts[part.ordinal()];
    return cell == null ? null : cell.text();
  }

  private String remaining() {
    if (rest.length == 0) {
      return "{}";
    }
    metadata.clear();
    metadata.put('{');
    for (int i = 0; i < rest.length; i++) {
      if (!rest[i].repeated && !rest[i].isThere()) {
        rest[i].passRow();
        continue;
      }
      metadata
          .put(metadata.length() == 1 ? "" : ",")
          .quoted(ParquetScalar.utf8(others.get(i)))
          .put(':');
      rest[i].json(metadata);
    }
    return metadata.put('}').toString();
  }

  @Override
  public Map<String, Long> skipped() {
    return Map.of();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
