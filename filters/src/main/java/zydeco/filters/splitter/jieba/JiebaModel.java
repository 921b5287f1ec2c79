package zydeco.filters.splitter.jieba;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zydeco.filters.list.ListFile;

/**
 * jieba's hidden Markov model of words that its dictionary has not: each Chinese character begins a
 * word, ends one, is in the middle of one or a word by itself. Immutable; any thread may ask.
 */
public final class JiebaModel {
  static final int FIRST = 0x4E00;
  static final int LAST = 0x9FD5;

  /* States in the order of their names B, E, M, S: where two ways are as likely, the later wins. */
  static final int BEGIN = 0;
  static final int END = 1;
  private static final int MIDDLE = 2;
  static final int SINGLE = 3;
  private static final int STATES = 4;
  private static final String NAMES = "BEMS";

  private static final double NEVER = -3.14e100;
  private static final double[] START = {-0.26268660809250016, NEVER, NEVER, -1.4652633398537678};

  /**
   * Before each state: the two that may stand there, and the logarithms of how likely it follows.
   */
  private static final int[][] BEFORE = {
    {END, SINGLE}, {BEGIN, MIDDLE}, {BEGIN, MIDDLE}, {END, SINGLE}
  };

  private static final double[][] FOLLOWS = {
    {-0.5897149736854513, -0.7211965654669841},
    {-0.510825623765990, -0.33344856811948514},
    {-0.916290731874155, -1.2603623820268226},
    {-0.8085250474669937, -0.6658631448798212}
  };

  private static final Pattern STATE = Pattern.compile("'([BEMS])'\\s*:\\s*\\{([^{}]*)\\}");
  private static final Pattern SHARE =
      Pattern.compile("'(?:\\\\u([0-9a-fA-F]{4})|([^'\\\\]))'\\s*:\\s*(-?[0-9.]+(?:e[+-]?\\d+)?)");

  /** By state and character, the logarithm of how likely the state has the character. */
  private final double[][] emits = new double[STATES][LAST - FIRST + 1];

  private JiebaModel() {
    Arrays.stream(emits).forEach(state -> Arrays.fill(state, NEVER));
  }

  /**
   * Reads jieba's {@code prob_emit.py}. Throws IllegalArgumentException, with the cause in words,
   * where it is something else.
   */
  public static JiebaModel read(Path file) {
    JiebaModel model = new JiebaModel();
    Matcher states = STATE.matcher(String.join("\n", ListFile.entries(file)));
    int found = 0;
    while (states.find()) {
      int state = NAMES.indexOf(states.group(1));
      found |= model.read(state, states.group(2)) ? 1 << state : 0;
    }
    if (found != (1 << STATES) - 1) {
      throw new IllegalArgumentException(
          "it is not jieba's prob_emit.py: characters of the states B, E, M and S");
    }
    return model;
  }

  private boolean read(int state, String shares) {
    boolean any = false;
    Matcher share = SHARE.matcher(shares);
    while (share.find()) {
      int c = share.group(1) == null ? share.group(2).charAt(0) : hex(share.group(1));
      if (c >= FIRST && c <= LAST) {
        emits[state][c - FIRST] = Double.parseDouble(share.group(3));
        any = true;
      }
    }
    return any;
  }

  private static int hex(String digits) {
    return Integer.parseInt(digits, 16);
  }

  /**
   * The likeliest states of Chinese characters (Viterbi 1967).
   *
   * @param points code points from {@link #FIRST} to {@link #LAST}
   * @param states takes the state of each character of the range, from 0 on
   */
  void tag(int[] points, int from, int to, byte[] states) {
    int length = to - from;
    byte[] earlier = new byte[STATES * length];
    double[] last = new double[STATES];
    for (int state = 0; state < STATES; state++) {
      last[state] = START[state] + emits[state][points[from] - FIRST];
    }
    double[] next = new double[STATES];
    for (int at = 1; at < length; at++) {
      for (int state = 0; state < STATES; state++) {
        double emit = emits[state][points[from + at] - FIRST];
        int[] before = BEFORE[state];
        double one = last[before[0]] + FOLLOWS[state][0] + emit;
        double other = last[before[1]] + FOLLOWS[state][1] + emit;
        next[state] = Math.max(one, other);
        earlier[STATES * at + state] = (byte) (other >= one ? before[1] : before[0]);
      }
      double[] free = last;
      last = next;
      next = free;
    }
    int state = last[SINGLE] >= last[END] ? SINGLE : END;
    for (int at = length - 1; at >= 0; at--) {
      states[at] = (byte) state;
      state = earlier[STATES * at + state];
    }
  }
}
