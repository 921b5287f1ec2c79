package zydeco.filters.splitter;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * A conditional random field over a chain, from a file of CRFsuite 0.12 (its format {@code lCRF} of
 * type {@code FOMC}), or of Python's pickle with an estimator of sklearn-crfsuite. Labels are those
 * of the best path, added up in doubles in CRFsuite's order. Immutable.
 */
public final class CrfModel {
  private static final int MAGIC = magic("lCRF");
  private static final int FEATURES = magic("FEAT");
  private static final int STRINGS = magic("CQDB");
  private static final int COUNT_AT = 20;
  private static final int CHUNKS_AT = 28;
  private static final int PICKLE_HEAD = 4096;
  private static final String ESTIMATOR = "sklearn_crfsuite";

  private final String[] labels;
  private final Map<String, double[]> states = new HashMap<>();
  private final double[][] transitions;

  private CrfModel(ByteBuffer file) {
    if (file.remaining() < CHUNKS_AT + 12 || file.getInt(0) != MAGIC) {
      throw new IllegalArgumentException("it is no model of CRFsuite");
    }
    labels = strings(file, file.getInt(CHUNKS_AT + 4), file.getInt(COUNT_AT));
    expect(labels.length <= Byte.MAX_VALUE);
    String[] attributes = strings(file, file.getInt(CHUNKS_AT + 8), file.getInt(COUNT_AT + 4));
    transitions = new double[labels.length][labels.length];
    int at = file.getInt(CHUNKS_AT);
    expect(file.getInt(at) == FEATURES);
    int count = file.getInt(at + 8);
    expect(count >= 0 && count <= file.capacity() / 20);
    at += 12;
    for (int i = 0; i < count; i++, at += 20) {
      int from = file.getInt(at + 4);
      int to = file.getInt(at + 8);
      expect(from >= 0 && to >= 0 && to < labels.length);
      double weight = file.getDouble(at + 12);
      if (file.getInt(at) == 0) {
        states.computeIfAbsent(attributes[from], a -> new double[labels.length])[to] = weight;
      } else {
        transitions[from][to] = weight;
      }
    }
  }

  private static int magic(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }

  private static void expect(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("it is a damaged model of CRFsuite");
    }
  }

  /** The strings of a table by their numbers. */
  private static String[] strings(ByteBuffer file, int chunk, int count) {
    expect(file.getInt(chunk) == STRINGS && file.getInt(chunk + 16) == count);
    expect(count > 0 && count <= file.capacity() / 4);
    String[] strings = new String[count];
    int places = chunk + file.getInt(chunk + 20);
    for (int id = 0; id < count; id++) {
      int at = chunk + file.getInt(places + 4 * id);
      int length = file.getInt(at + 4) - 1; // it ends in a zero
      expect(length >= 0 && at + 8 + length <= file.capacity());
      byte[] bytes = new byte[length];
      file.get(at + 8, bytes);
      strings[id] = new String(bytes, StandardCharsets.UTF_8);
    }
    return strings;
  }

  /** Whether a file begins as models of CRFsuite do. */
  public static boolean is(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(Integer.BYTES);
      return head.length == Integer.BYTES
          && ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt() == MAGIC;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a file is Python's pickle with an estimator of sklearn-crfsuite. */
  public static boolean isPickled(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return isPickled(in.readNBytes(PICKLE_HEAD));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isPickled(byte[] bytes) {
    int head = Math.min(PICKLE_HEAD, bytes.length);
    boolean pickle = head > 0 && bytes[0] == (byte) 0x80;
    return pickle && new String(bytes, 0, head, StandardCharsets.ISO_8859_1).contains(ESTIMATOR);
  }

  /** Where the model begins; the end: there is none. */
  private static int start(byte[] bytes) {
    int at = 0;
    if (isPickled(bytes)) {
      ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      while (at + Integer.BYTES < bytes.length && file.getInt(at) != MAGIC) {
        at++;
      }
    }
    return at;
  }

  /** Reads a file; throws IllegalArgumentException, with the cause in words, where it is none. */
  public static CrfModel read(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      int start = start(bytes);
      ByteBuffer model = ByteBuffer.wrap(bytes, start, bytes.length - start).slice();
      return new CrfModel(model.order(ByteOrder.LITTLE_ENDIAN));
    } catch (IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("it is a damaged model of CRFsuite", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The number of a label; IllegalArgumentException, with the cause in words: there is none. */
  public int required(String label) {
    int number = List.of(labels).indexOf(label);
    if (number < 0) {
      throw new IllegalArgumentException("it has no label '" + label + "'");
    }
    return number;
  }

  /**
   * The labels of the places of a chain, at least one.
   *
   * @param features the attributes of a place, in their order
   */
  public int[] tag(int places, IntFunction<List<String>> features) {
    byte[][] cameFrom = new byte[places][labels.length];
    double[] best = scores(features.apply(0));
    for (int place = 1; place < places; place++) {
      double[] next = scores(features.apply(place));
      for (int to = 0; to < labels.length; to++) {
        int from = 0;
        for (int other = 1; other < labels.length; other++) {
          boolean more = best[from] + transitions[from][to] < best[other] + transitions[other][to];
          from = more ? other : from;
        }
        cameFrom[place][to] = (byte) from;
        next[to] += best[from] + transitions[from][to];
      }
      best = next;
    }
    int[] tags = new int[places];
    for (int label = 1; label < labels.length; label++) {
      tags[places - 1] = best[tags[places - 1]] < best[label] ? label : tags[places - 1];
    }
    for (int place = places - 1; place > 0; place--) {
      tags[place - 1] = cameFrom[place][tags[place]];
    }
    return tags;
  }

  private double[] scores(List<String> features) {
    double[] scores = new double[labels.length];
    for (String feature : features) {
      int zero = feature.indexOf(0); // where names end in C
      double[] weights = states.get(zero < 0 ? feature : feature.substring(0, zero));
      for (int label = 0; weights != null && label < scores.length; label++) {
        scores[label] += weights[label];
      }
    }
    return scores;
  }
}
