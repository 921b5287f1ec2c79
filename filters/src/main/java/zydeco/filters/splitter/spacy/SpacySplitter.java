package zydeco.filters.splitter.spacy;

import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import zydeco.filters.bytes.IntList;
import zydeco.filters.bytes.Utf8;
import zydeco.filters.splitter.AffixSplitter;
import zydeco.filters.splitter.SpecialWords;
import zydeco.filters.splitter.Splitter;
import zydeco.filters.splitter.UrlPattern;

/**
 * Cuts a run by the rules of one of spaCy's tokenizers as spaCy applies them: special words first,
 * then prefixes and suffixes from outside in, what is never cut left whole, the rest cut at
 * infixes. Runs of more than 2,048 bytes are cut by the general rules instead, because these take
 * time that grows with the square of a run.
 */
public final class SpacySplitter implements Splitter {
  private static final int LONGEST = 2048;

  private final SpacyRules rules;
  private final AffixSplitter general = AffixSplitter.general();
  private final Matcher prefix;
  private final Matcher suffix;
  private final Matcher infix;
  private final Matcher whole;
  private final List<Matcher> matchers;
  private final IntList suffixes = new IntList();
  private byte[] bytes;
  private String run;
  private boolean mayBeWhole;

  /** For each symbol of the run and its end, its offset in the bytes. */
  private final int[] offsets = new int[LONGEST + 1];

  private final char[] symbols = new char[LONGEST];

  private IntList ends;

  public SpacySplitter(SpacyRules rules) {
    this.rules = rules;
    prefix = matcher(rules.prefix());
    suffix = matcher(rules.suffix());
    infix = matcher(rules.infix());
    whole = matcher(rules.whole());
    matchers = Stream.of(prefix, suffix, infix, whole).filter(Objects::nonNull).toList();
  }

  private static Matcher matcher(Pattern pattern) {
    return pattern == null ? null : pattern.matcher("");
  }

  @Override
  public SpecialWords special() {
    return rules.special();
  }

  @Override
  public void split(byte[] text, int from, int to, boolean special, IntList into) {
    if (to - from > LONGEST) {
      general.split(text, from, to, special, into);
      return;
    }
    take(text, from, to);
    ends = into;
    suffixes.clear();
    int lo = 0;
    int hi = run.length();
    boolean more = true;
    boolean asWhole = false;
    while (more && lo < hi) {
      asWhole = isWhole(lo, hi);
      if (asWhole || special && isSpecial(lo, hi)) {
        break;
      }
      int before = found(prefix, lo, hi);
      if (special && before > 0 && isSpecial(lo + before, hi)) {
        lo = cutPrefix(lo, before);
        break;
      }
      int behind = lo + before < hi ? found(suffix, lo + before, hi) : 0;
      if (special && behind > 0 && isSpecial(lo, hi - behind)) {
        hi = cutSuffix(hi, behind);
        break;
      }
      more = before + behind > 0;
      lo = before > 0 ? cutPrefix(lo, before) : lo;
      hi = behind > 0 ? cutSuffix(hi, behind) : hi;
    }
    core(lo, hi, special, asWhole);
    for (int i = suffixes.size() - 1; i >= 0; i--) {
      ends.add(suffixes.get(i));
    }
  }

  private void take(byte[] text, int from, int to) {
    bytes = text;
    int count = 0;
    BitSet needed = rules.wholeNeeds();
    mayBeWhole = whole != null && needed == null;
    for (int offset = from; offset < to; offset = Math.min(to, offset + Utf8.width(text[offset]))) {
      offsets[count] = offset;
      char symbol = rules.alphabet().symbol(Utf8.at(text, offset, to));
      mayBeWhole |= needed != null && needed.get(symbol);
      symbols[count++] = symbol;
    }
    offsets[count] = to;
    run = new String(symbols, 0, count);
    for (Matcher matcher : matchers) {
      matcher.reset(run);
    }
  }

  private boolean isSpecial(int lo, int hi) {
    return lo < hi && rules.special().parts(bytes, offsets[lo], offsets[hi]) != null;
  }

  private boolean isWhole(int lo, int hi) {
    return mayBeWhole && whole.region(lo, hi).lookingAt();
  }

  /** The length of what a matcher finds first in a range, or 0. */
  private static int found(Matcher matcher, int lo, int hi) {
    return matcher != null && matcher.region(lo, hi).find() ? matcher.end() - matcher.start() : 0;
  }

  private int cutPrefix(int lo, int length) {
    ends.add(offsets[lo + length]);
    return lo + length;
  }

  private int cutSuffix(int hi, int length) {
    suffixes.add(offsets[hi]);
    return hi - length;
  }

  private void core(int lo, int hi, boolean special, boolean asWhole) {
    if (lo >= hi) {
      return;
    }
    int[] parts = special ? rules.special().parts(bytes, offsets[lo], offsets[hi]) : null;
    if (parts != null) {
      int end = offsets[lo];
      for (int part : parts) {
        end += part;
        ends.add(end);
      }
    } else if (asWhole
        || rules.addresses() && UrlPattern.matches(bytes, offsets[lo], offsets[hi])) {
      ends.add(offsets[hi]);
    } else {
      infixes(lo, hi);
    }
  }

  private void infixes(int lo, int hi) {
    int start = lo;
    if (infix != null) {
      infix.region(lo, hi);
      while (infix.find()) {
        if (infix.start() == lo) {
          continue;
        }
        if (infix.start() > start) {
          ends.add(offsets[infix.start()]);
        }
        if (infix.end() > infix.start()) {
          ends.add(offsets[infix.end()]);
        }
        start = infix.end();
      }
    }
    if (start < hi) {
      ends.add(offsets[hi]);
    }
  }
}
