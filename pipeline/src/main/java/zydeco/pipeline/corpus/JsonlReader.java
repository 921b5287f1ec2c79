package zydeco.pipeline.corpus;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongPredicate;

/**
 * Reads JSON lines. Only {@code \n} ends a line; a {@code \r} before it, a byte order mark at the
 * file's start and blank lines are passed over. A file of the name {@code .json} that is one array
 * is read as if each of its elements were a line.
 */
final class JsonlReader implements RowReader {
  private final Source source;
  private final Slice slice;
  private final LongPredicate wanted;
  private final ContentStream content;
  private final LineReader lines;
  private final JsonLine json;
  private final long end;
  private long row;
  private boolean begun;
  private boolean told;

  JsonlReader(Storage storage, Source source, Slice slice, LongPredicate wanted)
      throws IOException {
    this.source = source;
    this.slice = slice;
    this.wanted = wanted;
    row = slice.firstRow() - 1;
    InputFile file = slice.file();
    content =
        slice.isWhole()
            ? new ContentStream(storage, file)
            : new ContentStream(storage, file, Math.max(0, slice.from() - 1));
    boolean toEnd = slice.isWhole() || slice.to() == file.length();
    end = toEnd ? Long.MAX_VALUE : slice.to();
    long longest = 6 * source.maxDocumentBytes() + (1 << 20);
    boolean array = slice.isWhole() && isNamedJson(file);
    ByteFeed bytes = array ? new ArrayLines(file, content) : content;
    lines =
        new LineReader(
            bytes, content.from(), (int) Math.min(longest, Integer.MAX_VALUE - (1 << 20)));
    json = new JsonLine(source.layout());
  }

  private static boolean isNamedJson(InputFile file) {
    return Codec.bare(file.name()).toLowerCase(Locale.ROOT).endsWith(".json");
  }

  /** Whether a file's lines can be read from any place on, as far as its first bytes tell. */
  static boolean canBeCut(Storage storage, InputFile file) throws IOException {
    byte[] head = ContentStream.plainHead(storage, file);
    return head != null && !(isNamedJson(file) && ArrayLines.mayBegin(head));
  }

  /** Goes to the next line that begins in the slice. */
  private boolean nextLine() throws IOException {
    if (!begun && slice.from() > 0) {
      begun = true;
      if (slice.from() == slice.to() || !lines.next()) {
        return false;
      }
    }
    return lines.next() && lines.offset() < end;
  }

  @Override
  public Intake next() throws IOException {
    while (nextLine()) {
      row++;
      int start = lines.start();
      if (row == 0 && startsWithMark(start)) {
        start += 3;
      }
      if (wanted.test(row)) {
        if (lines.isOverlong()) {
          return bad(lines.offset(), "line of " + lines.length() + " bytes is too long");
        }
        if (!isBlank(start)) {
          return intake(start);
        }
      }
    }
    if (slice.isWhole() && content.count() == 0 && !told) {
      told = true;
      return new Intake.Bad(-1, 0, "empty file", 0);
    }
    return null;
  }

  private Intake intake(int start) {
    byte[] buffer = lines.buffer();
    try {
      return new Intake.Good(
          row, json.read(buffer, start, lines.end(), source.name(), source.maxDocumentBytes()));
    } catch (JsonFault fault) {
      return bad(lines.offset() + fault.at() - lines.start(), fault.getMessage());
    }
  }

  private Intake bad(long offset, String cause) {
    return new Intake.Bad(row, offset, cause, lines.length());
  }

  private boolean startsWithMark(int start) {
    byte[] buffer = lines.buffer();
    return lines.end() - start >= 3
        && buffer[start] == (byte) 0xef
        && buffer[start + 1] == (byte) 0xbb
        && buffer[start + 2] == (byte) 0xbf;
  }

  private boolean isBlank(int start) {
    byte[] buffer = lines.buffer();
    for (int at = start; at < lines.end(); at++) {
      if (buffer[at] != ' ' && buffer[at] != '\t' && buffer[at] != '\r') {
        return false;
      }
    }
    return true;
  }

  @Override
  public Map<String, Long> skipped() {
    return Map.of();
  }

  @Override
  public void close() throws IOException {
    content.close();
  }
}
