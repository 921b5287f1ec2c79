package zydeco.pipeline.corpus;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Reads files in tests, and makes them. */
final class Reading {
  static final LongPredicate ALL = row -> true;

  private Reading() {}

  static Source source(Layout layout, long maxBytes) {
    return new Source("test", 0, null, layout, true, false, maxBytes, "/", List.of());
  }

  static Source pages(boolean mainContent) {
    long max = Source.DEFAULT_MAX_DOCUMENT_BYTES;
    return new Source("test", 0, null, Layout.PLAIN, true, mainContent, max, "/", List.of());
  }

  static Source source() {
    return source(Layout.PLAIN, Source.DEFAULT_MAX_DOCUMENT_BYTES);
  }

  static Slice slice(Path path) throws IOException {
    InputFile file = Storage.plain().file(path.toString(), path.getFileName().toString());
    return Slice.whole(file, Format.ofName(file.name()));
  }

  static RowReader open(Path path) throws IOException {
    return RowReader.open(Storage.plain(), source(), slice(path), ALL);
  }

  static List<Intake> all(Path path) throws IOException {
    return all(path, source(), ALL);
  }

  static List<Intake> all(Path path, Source source, LongPredicate wanted) throws IOException {
    try (RowReader reader = RowReader.open(Storage.plain(), source, slice(path), wanted)) {
      return rest(reader);
    }
  }

  static List<Intake> rest(RowReader reader) throws IOException {
    List<Intake> rows = new ArrayList<>();
    for (Intake row = reader.next(); row != null; row = reader.next()) {
      rows.add(row);
    }
    return rows;
  }

  /** A row as one line, so that rows can be compared by content. */
  static String show(Intake row) {
    if (row instanceof Intake.Good good) {
      var d = good.document();
      return good.row()
          + "|"
          + d.originId()
          + "|"
          + d.url()
          + "|"
          + d.date()
          + "|"
          + d.metadata()
          + "|"
          + new String(d.text(), StandardCharsets.UTF_8);
    }
    return row.toString();
  }

  static List<String> show(List<Intake> rows) {
    return rows.stream().map(Reading::show).toList();
  }

  static Path write(Path file, byte[] bytes) throws IOException {
    return Files.write(file, bytes);
  }

  static Path write(Path file, String text) throws IOException {
    return Files.writeString(file, text);
  }

  static byte[] compress(Codec codec, byte[] bytes) throws IOException {
    ByteArrayOutputStream to = new ByteArrayOutputStream();
    try (OutputStream out =
        switch (codec) {
          case GZIP -> new GZIPOutputStream(to);
          case ZSTD -> new ZstdOutputStream(to).setChecksum(true);
          case BZIP2 -> new BZip2CompressorOutputStream(to);
          case XZ -> new XZOutputStream(to, new LZMA2Options());
        }) {
      out.write(bytes);
    }
    return to.toByteArray();
  }
}
