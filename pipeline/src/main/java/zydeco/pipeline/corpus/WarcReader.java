package zydeco.pipeline.corpus;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import zydeco.pipeline.document.Document;

/**
 * Reads the response records of a WARC file and the conversion records of a WET file. Of responses,
 * those of status 200 whose type is HTML, XHTML or plain text become documents; the others are
 * counted as skipped, by status or type, and so are records of other kinds. A block that does not
 * fit its WARC-Block-Digest (SHA-1) is bad.
 *
 * <p>A record that is cut short, or has no sound frame, is bad with all that follows it; the
 * records before it stand. Where it is the first, the file is no WARC: CorruptFileException.
 */
final class WarcReader implements RowReader {
  private final Source source;
  private final LongPredicate wanted;
  private final ContentStream content;
  private final WarcRecords records;
  private final Map<String, Long> skipped = new TreeMap<>();
  private final long longest;
  private long row = -1;
  private boolean told;
  private boolean broken;
  private boolean reading;

  WarcReader(Storage storage, Source source, InputFile file, LongPredicate wanted)
      throws IOException {
    this.source = source;
    this.wanted = wanted;
    content = new ContentStream(storage, file);
    records = new WarcRecords(content);
    longest = Math.min(6 * source.maxDocumentBytes() + (1 << 20), Integer.MAX_VALUE - (1 << 20));
  }

  @Override
  public Intake next() throws IOException {
    if (broken) {
      return null;
    }
    try {
      return nextRecord();
    } catch (WarcRecords.BrokenFrame e) {
      return broken(e.getMessage());
    }
  }

  private Intake broken(String why) throws IOException {
    broken = true;
    if (records.offset() == 0) {
      throw content.corrupt(why);
    }
    long at = reading ? row : row + 1;
    long bytes = records.passRest();
    return wanted.test(at)
        ? new Intake.Bad(at, records.offset(), why + "; what follows cannot be told apart", bytes)
        : null;
  }

  private Intake nextRecord() throws IOException {
    while (records.next()) {
      String kind = String.valueOf(records.header("warc-type"));
      boolean response = kind.equals("response");
      if (!response && !kind.equals("conversion")) {
        skip("record " + kind);
        continue;
      }
      row++;
      if (!wanted.test(row)) {
        continue;
      }
      reading = true;
      Intake intake = read(response);
      reading = false;
      if (intake != null) {
        return intake;
      }
    }
    if (content.count() == 0 && !told) {
      told = true;
      return new Intake.Bad(-1, 0, "empty file", 0);
    }
    return null;
  }

  private void skip(String reason) {
    skipped.merge(reason, 1L, Long::sum);
  }

  /** What the record gives; null where it is skipped. */
  private Intake read(boolean response) throws IOException {
    if (records.length() > longest) {
      return bad("record of " + records.length() + " bytes is too long");
    }
    byte[] block = records.block();
    if (!fits(block, records.header("warc-block-digest"))) {
      return bad("the block does not fit its WARC-Block-Digest");
    }
    return response ? response(block) : conversion(block);
  }

  private Intake bad(String cause) {
    return new Intake.Bad(row, records.offset(), cause, records.length());
  }

  private Intake response(byte[] block) {
    HttpMessage message;
    try {
      message = HttpMessage.parse(block, longest);
      if (message.status() != 200) {
        return bad("response of status " + message.status() + " is no page");
      }
      return switch (type(message)) {
        case "text/html", "application/xhtml+xml" -> page(message);
        case "text/plain" -> plain(message);
        default ->
            bad(
                type(message).isEmpty()
                    ? "response without a content type is no page"
                    : "response of type " + type(message) + " is no page");
      };
    } catch (IOException e) {
      return bad(e.getMessage());
    }
  }

  private String type(HttpMessage message) {
    String identified = records.header("warc-identified-payload-type");
    return message.type().isEmpty() && identified != null
        ? identified.toLowerCase(Locale.ROOT)
        : message.type();
  }

  private Intake page(HttpMessage message) throws IOException {
    HtmlText page = HtmlText.of(message.body(), message.charset(), source.mainContent());
    ByteSink metadata = new ByteSink().put("{\"content-type\":").quoted(utf8(type(message)));
    if (!page.title().isEmpty()) {
      metadata.put(",\"title\":").quoted(utf8(page.title()));
    }
    if (!page.language().isEmpty()) {
      metadata.put(",\"html-lang\":").quoted(utf8(page.language()));
    }
    return good(utf8(page.text()), metadata.put('}').toString());
  }

  private Intake plain(HttpMessage message) {
    Charset charset = StandardCharsets.UTF_8;
    try {
      charset = message.charset() == null ? charset : Charset.forName(message.charset());
    } catch (IllegalArgumentException e) {
      // An unknown charset is read as UTF-8.
    }
    return good(utf8(new String(message.body(), charset)), "{\"content-type\":\"text/plain\"}");
  }

  private Intake conversion(byte[] block) {
    int invalid = Utf8.firstInvalid(block, 0, block.length);
    if (invalid >= 0) {
      return bad("invalid UTF-8");
    }
    String languages = records.header("warc-identified-content-language");
    String metadata =
        languages == null
            ? "{}"
            : new ByteSink().put("{\"languages\":").quoted(utf8(languages)).put('}').toString();
    return good(block, metadata);
  }

  private Intake good(byte[] text, String metadata) {
    if (text.length > source.maxDocumentBytes()) {
      return bad(
          "text of %d bytes is over max-document-bytes (%d)"
              .formatted(text.length, source.maxDocumentBytes()));
    }
    String url = records.header("warc-target-uri");
    if (url != null && url.startsWith("<") && url.endsWith(">")) {
      url = url.substring(1, url.length() - 1);
    }
    return new Intake.Good(
        row,
        new Document(
            source.name(),
            records.header("warc-record-id"),
            text,
            url,
            records.header("warc-date"),
            metadata));
  }

  /** UTF-8 of a string, with U+FFFD for lone surrogates. */
  private static byte[] utf8(String text) {
    StringBuilder mended = null;
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (Character.charCount(text.codePointAt(i)) == 2) {
          i++;
        } else {
          mended = mended == null ? new StringBuilder(text) : mended;
          mended.setCharAt(i, '\ufffd');
        }
      }
    }
    return (mended == null ? text : mended.toString()).getBytes(StandardCharsets.UTF_8);
  }

  private static boolean fits(byte[] block, String digest) {
    if (digest == null || !digest.startsWith("sha1:")) {
      return true;
    }
    String said = digest.substring("sha1:".length());
    byte[] sum = sha1(block);
    return said.equalsIgnoreCase(base32(sum))
        || said.equalsIgnoreCase(java.util.HexFormat.of().formatHex(sum));
  }

  private static byte[] sha1(byte[] block) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(block);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  /** RFC 4648 without padding; of 20 bytes, 32 letters. */
  private static String base32(byte[] bytes) {
    StringBuilder letters = new StringBuilder();
    for (int bit = 0; bit < 8 * bytes.length; bit += 5) {
      int value = 0;
      for (int i = bit; i < bit + 5; i++) {
        value = value << 1 | (bytes[i >> 3] >> (7 - (i & 7)) & 1);
      }
      letters.append("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".charAt(value));
    }
    return letters.toString();
  }

  @Override
  public Map<String, Long> skipped() {
    return skipped;
  }

  @Override
  public void close() throws IOException {
    content.close();
  }
}
