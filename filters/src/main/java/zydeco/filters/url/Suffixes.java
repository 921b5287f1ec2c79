package zydeco.filters.url;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The public suffixes of publicsuffix.org: under which endings of host names owners register. Its
 * section of private domains is left out, as tldextract does.
 */
final class Suffixes {
  private final ByteSet rules = new ByteSet();
  private boolean open = true;

  static Suffixes read(ListFile file) throws IOException {
    Suffixes suffixes = new Suffixes();
    file.lines(suffixes::add);
    return suffixes;
  }

  private void add(byte[] line) {
    String text = new String(line, StandardCharsets.UTF_8).strip();
    open &= !text.contains("===BEGIN PRIVATE DOMAINS===");
    if (open && !text.isEmpty() && !text.startsWith("//")) {
      rules.add(text.split("\\s")[0].getBytes(StandardCharsets.UTF_8));
    }
  }

  /** The ending of a host that its owner registered; null where the host is a suffix itself. */
  String registered(String host) {
    String[] labels = host.split("\\.", -1);
    int suffix = suffixLabels(labels);
    return labels.length <= suffix ? null : tail(labels, suffix + 1);
  }

  private int suffixLabels(String[] labels) {
    for (int count = labels.length; count > 0; count--) {
      String ending = tail(labels, count);
      if (rules.has("!" + ending)) {
        return count - 1;
      }
      if (rules.has(ending) || count > 1 && rules.has("*." + tail(labels, count - 1))) {
        return count;
      }
    }
    return 1;
  }

  private static String tail(String[] labels, int count) {
    return String.join(
        ".", java.util.Arrays.asList(labels).subList(labels.length - count, labels.length));
  }
}
