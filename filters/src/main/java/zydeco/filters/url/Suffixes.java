package zydeco.filters.url;

import java.io.IOException;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The public suffixes of publicsuffix.org: under which endings of host names owners register. Its
 * section of private domains is left out, and an ending that is not listed is none, as in
 * tldextract.
 */
final class Suffixes {
  private final ByteSet rules = new ByteSet();

  /** The endings of the rules, each rule itself among them. */
  private final ByteSet endings = new ByteSet();

  private boolean open = true;

  static Suffixes read(ListFile file) throws IOException {
    Suffixes suffixes = new Suffixes();
    file.lines(suffixes::add);
    file.requireEntries(suffixes.rules.size());
    return suffixes;
  }

  private void add(byte[] line) {
    String text = new String(line, StandardCharsets.UTF_8).strip();
    open &= !text.contains("===BEGIN PRIVATE DOMAINS===");
    if (open && !text.isEmpty() && !text.startsWith("//")) {
      String rule = text.split("\\s")[0];
      rules.add(rule.getBytes(StandardCharsets.UTF_8));
      String[] labels = rule.split("\\.", -1);
      for (int count = 1; count <= labels.length; count++) {
        endings.add(tail(labels, count).getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  /**
   * The ending of a host that its owner registered; null where it has none: the host is a suffix
   * itself, an IP address, or ends in nothing that is listed.
   */
  String registered(String host) {
    String[] labels = host.split("\\.", -1);
    int suffix = suffixLabels(labels);
    boolean none =
        suffix == 0 || suffix >= labels.length || labels[labels.length - suffix - 1].isEmpty();
    return none ? null : tail(labels, suffix + 1);
  }

  /** From the last label on as long as a rule ends so; a star stands for labels not named. */
  private int suffixLabels(String[] labels) {
    int suffix = 0;
    String ending = "";
    for (int count = 1; count <= labels.length; count++) {
      String label = unicode(labels[labels.length - count]);
      if (endings.has(label + ending)) {
        ending = "." + label + ending;
        suffix = rules.has(ending.substring(1)) ? count : suffix;
      } else if (endings.has("*" + ending)) {
        return endings.has("!" + label + ending) ? count - 1 : count;
      } else {
        return suffix;
      }
    }
    return suffix;
  }

  private static String unicode(String label) {
    return label.startsWith("xn--") ? IDN.toUnicode(label) : label;
  }

  private static String tail(String[] labels, int count) {
    return String.join(".", Arrays.asList(labels).subList(labels.length - count, labels.length));
  }
}
