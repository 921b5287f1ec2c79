package zydeco.filters.ftfy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import zydeco.filters.bytes.Characters;

/**
 * Whether a text shows that it was read by a wrong charset: characters beside each other that
 * nobody means. What these are says {@code badness.txt}; its sequences are one automaton here,
 * which reads a text once.
 *
 * <p>A place is a character of a sequence, a state the set of places that the next character is
 * held against. Characters that no set tells apart are of one kind.
 */
final class Badness {
  private static final Badness RULES = new Badness(rules());
  private static final int BEGIN = 0;
  private static final int FOUND = -1;

  private final List<CharacterSet> places = new ArrayList<>();
  private final BitSet lastPlaces = new BitSet();
  private final BitSet beginnings = new BitSet();
  private final BitSet beginningsOfText = new BitSet();

  private final List<BitSet> placesOfKind = new ArrayList<>();
  private final short[] kinds = new short[Character.MAX_VALUE + 1];
  private final List<int[]> next = new ArrayList<>();

  static boolean isBad(String text) {
    int state = BEGIN;
    for (int i = 0; i < text.length() && state != FOUND; ) {
      int codePoint = text.codePointAt(i);
      i += Character.charCount(codePoint);
      state = RULES.next.get(state)[RULES.kind(codePoint)];
    }
    return state == FOUND;
  }

  /** The lines of {@code badness.txt}: sets, then sequences. */
  static List<String> rules() {
    try (InputStream in = Badness.class.getResourceAsStream("badness.txt");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return lines.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Badness(List<String> lines) {
    Map<String, String> names = new HashMap<>();
    for (String line : lines) {
      int equals = line.indexOf(" = ");
      int optional = line.indexOf("? ");
      if (equals > 0) {
        names.put(line.substring(0, equals), line.substring(equals + 3));
      } else if (optional > 0) {
        addSequence(line.substring(0, optional) + line.substring(optional + 1), names);
        addSequence(
            line.substring(0, line.lastIndexOf(' ', optional)) + line.substring(optional + 1),
            names);
      } else {
        addSequence(line, names);
      }
    }
    findKinds();
    findStates();
  }

  private void addSequence(String line, Map<String, String> names) {
    boolean anywhere = !line.startsWith("^ ");
    beginningsOfText.set(places.size());
    beginnings.set(places.size(), anywhere);
    for (String word : line.substring(anywhere ? 0 : 2).split(" ")) {
      places.add(CharacterSet.of(word, names));
    }
    lastPlaces.set(places.size() - 1);
  }

  private void findKinds() {
    Map<BitSet, Integer> found = new HashMap<>();
    for (int c = 0; c < kinds.length; c++) {
      BitSet had = new BitSet();
      for (int place = 0; place < places.size(); place++) {
        had.set(place, places.get(place).has(c));
      }
      Integer kind = found.putIfAbsent(had, found.size());
      if (kind == null) {
        kind = placesOfKind.size();
        placesOfKind.add(had);
      }
      kinds[c] = kind.shortValue();
    }
  }

  /** No set lists a character beyond U+FFFF: there it is any letter, or any sign. */
  private int kind(int codePoint) {
    if (codePoint < kinds.length) {
      return kinds[codePoint];
    }
    return kinds[Characters.is(codePoint, Characters.WORD) ? '\u4E00' : '\u2603'];
  }

  private void findStates() {
    Map<BitSet, Integer> found = new HashMap<>();
    List<BitSet> states = new ArrayList<>();
    found.put(beginningsOfText, BEGIN);
    states.add(beginningsOfText);
    for (int state = 0; state < states.size(); state++) {
      int[] behind = new int[placesOfKind.size()];
      for (int kind = 0; kind < behind.length; kind++) {
        BitSet passed = (BitSet) states.get(state).clone();
        passed.and(placesOfKind.get(kind));
        if (passed.intersects(lastPlaces)) {
          behind[kind] = FOUND;
        } else {
          BitSet reached = (BitSet) beginnings.clone();
          passed.stream().forEach(place -> reached.set(place + 1));
          Integer known = found.putIfAbsent(reached, states.size());
          if (known == null) {
            known = states.size();
            states.add(reached);
          }
          behind[kind] = known;
        }
      }
      next.add(behind);
    }
  }
}
