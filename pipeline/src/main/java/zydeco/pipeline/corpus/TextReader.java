package zydeco.pipeline.corpus;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.function.LongPredicate;
import zydeco.pipeline.document.Document;

/**
 * Reads a file as one document, whose own id is the file's name. A byte order mark at its start is
 * left out; what is not UTF-8 is bad.
 */
final class TextReader implements RowReader {
  private final Source source;
  private final InputFile file;
  private final LongPredicate wanted;
  private final ContentStream content;
  private boolean given;

  TextReader(Storage storage, Source source, InputFile file, LongPredicate wanted)
      throws IOException {
    this.source = source;
    this.file = file;
    this.wanted = wanted;
    content = new ContentStream(storage, file);
  }

  @Override
  public Intake next() throws IOException {
    if (given) {
      return null;
    }
    given = true;
    int limit = (int) source.maxDocumentBytes() + 3;
    byte[] bytes = new byte[(int) Math.min(limit + 1L, Math.max(1 << 12, file.length() + 1))];
    int length = 0;
    while (true) {
      int read = content.read(bytes, length, bytes.length - length);
      if (read < 0) {
        break;
      }
      length += read;
      if (length > limit) {
        return tooLong();
      }
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(2L * length, limit + 1L));
      }
    }
    if (content.count() == 0) {
      return new Intake.Bad(-1, 0, "empty file", 0);
    }
    return wanted.test(0) ? intake(bytes, length) : null;
  }

  private Intake tooLong() throws IOException {
    byte[] rest = new byte[1 << 16];
    while (content.read(rest, 0, rest.length) >= 0) {}
    return over(content.count());
  }

  private Intake over(long length) {
    return new Intake.Bad(
        0,
        0,
        "text of "
            + length
            + " bytes is over max-document-bytes ("
            + source.maxDocumentBytes()
            + ")",
        length);
  }

  private Intake intake(byte[] bytes, int length) {
    boolean marked =
        length >= 3
            && bytes[0] == (byte) 0xef
            && bytes[1] == (byte) 0xbb
            && bytes[2] == (byte) 0xbf;
    int from = marked ? 3 : 0;
    if (length - from > source.maxDocumentBytes()) {
      return over(length - from);
    }
    int invalid = Utf8.firstInvalid(bytes, from, length);
    if (invalid >= 0) {
      return new Intake.Bad(0, invalid, "invalid UTF-8", length);
    }
    byte[] text =
        from == 0 && length == bytes.length ? bytes : Arrays.copyOfRange(bytes, from, length);
    return new Intake.Good(0, new Document(source.name(), file.name(), text, null, null, "{}"));
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
