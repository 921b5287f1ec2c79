package zydeco.filters.splitter;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.nio.charset.StandardCharsets;
import zydeco.filters.bytes.IntList;
import zydeco.filters.bytes.Utf8;

/**
 * Cuts at the word boundaries of Unicode (UAX 29), and in scripts without blanks between words by
 * ICU's dictionaries.
 */
public final class UnicodeSplitter implements Splitter {
  private final BreakIterator breaks = BreakIterator.getWordInstance(ULocale.ROOT);

  @Override
  public void split(byte[] text, int from, int to, boolean special, IntList ends) {
    String run = new String(text, from, to - from, StandardCharsets.UTF_8);
    if (Utf8.encodedLength(run, 0, run.length()) != to - from) {
      ends.add(to); // ill-formed
      return;
    }
    breaks.setText(run);
    int start = breaks.first();
    int bytes = from;
    for (int end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
      bytes += Utf8.encodedLength(run, start, end);
      ends.add(bytes);
      start = end;
    }
  }

  @Override
  public SpecialWords special() {
    return SpecialWords.NONE;
  }
}
