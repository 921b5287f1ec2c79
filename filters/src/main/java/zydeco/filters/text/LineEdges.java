package zydeco.filters.text;

import zydeco.filters.bytes.Utf8;

/** How the lines of one text (by {@code str.splitlines}) begin and end, blanks aside. */
public final class LineEdges {
  private int lines;
  private int bulletLines;
  private int ellipsisLines;

  void read(byte[] bytes, TextLines textLines) {
    lines = textLines.count();
    bulletLines = 0;
    ellipsisLines = 0;
    for (int line = 0; line < lines; line++) {
      int start = textLines.start(line);
      if (start >= 0) {
        edges(bytes, start, textLines.end(line));
      }
    }
  }

  private void edges(byte[] bytes, int start, int end) {
    int first = Utf8.at(bytes, start, end);
    bulletLines += first == '-' || first == '•' ? 1 : 0;
    boolean ellipsis = end - start >= 3 && C4Text.isEllipsis(bytes, end - 3);
    ellipsisLines += ellipsis ? 1 : 0;
  }

  public int lines() {
    return lines;
  }

  /** Lines whose first character is {@code -} or {@code •}. */
  public int bulletLines() {
    return bulletLines;
  }

  /** Lines that end in {@code ...} or {@code …}. */
  public int ellipsisLines() {
    return ellipsisLines;
  }
}
