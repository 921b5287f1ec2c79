package zydeco.filters.stats;

import zydeco.filters.bytes.Characters;
import zydeco.filters.bytes.Utf8;
import zydeco.filters.text.Reading;
import zydeco.filters.text.Segments;

/** Characters of a text by class, as datatrove's DocStats counts them. */
final class CharacterStats extends Reading {
  int blanks;
  int others;
  int digits;
  int capitals;
  int ellipsisCharacters;
  int marks;

  static CharacterStats of(Segments segments) {
    return segments.reading(CharacterStats.class, CharacterStats::new);
  }

  @Override
  protected void read(Segments segments) {
    blanks = 0;
    others = 0;
    digits = 0;
    capitals = 0;
    ellipsisCharacters = 0;
    marks = 0;
    byte[] bytes = segments.bytes();
    int dots = 0;
    for (int at = 0; at < segments.length(); at += Utf8.width(bytes[at])) {
      int c = Utf8.at(bytes, at, segments.length());
      int classes = Characters.of(c);
      blanks += (classes & Characters.SPACE) != 0 ? 1 : 0;
      digits += (classes & Characters.DIGIT) != 0 ? 1 : 0;
      others += (classes & (Characters.ALPHABETIC | Characters.DIGIT)) == 0 ? 1 : 0;
      capitals += (classes & Characters.UPPERCASE) != 0 ? 1 : 0;
      marks += (classes & Characters.COUNTED_MARK) != 0 ? 1 : 0;
      ellipsisCharacters += c == '…' ? 1 : 0;
      dots = c == '.' ? dots + 1 : 0;
      if (dots == 3) {
        ellipsisCharacters += 3;
        dots = 0;
      }
    }
  }
}
