package zydeco.filters.splitter.burmese;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import zydeco.filters.bytes.Characters;
import zydeco.filters.splitter.CrfModel;
import zydeco.filters.splitter.TextSplitter;
import zydeco.filters.splitter.WordList;

/**
 * Words of pyidaungsu 0.1.4: its model says of each character but spaces whether a word begins with
 * it; other blanks part words, too.
 */
public final class BurmeseSplitter implements TextSplitter {
  /** The label of characters that begin words. */
  public static final String BEGINS = "1";

  private final CrfModel model;
  private final int begins;

  /**
   * The words of a model. IllegalArgumentException, with the cause in words, where it is another's.
   *
   * @param model with a label {@link #BEGINS}
   */
  public BurmeseSplitter(CrfModel model) {
    this.model = model;
    begins = model.required(BEGINS);
  }

  @Override
  public void split(byte[] text, int length, WordList words) {
    String[] characters =
        new String(text, 0, length, StandardCharsets.UTF_8)
            .codePoints()
            .filter(c -> c != ' ')
            .mapToObj(Character::toString)
            .toArray(String[]::new);
    if (characters.length == 0) {
      return;
    }
    int[] labels = model.tag(characters.length, at -> features(characters, at));
    for (int i = 0; i < labels.length; i++) {
      byte[] character = characters[i].getBytes(StandardCharsets.UTF_8);
      if (labels[i] == begins || Characters.is(characters[i].codePointAt(0), Characters.SPACE)) {
        words.endWord();
      }
      words.append(character, 0, character.length);
    }
    words.endWord();
  }

  /** What the model is told of a character and up to three on each side, in its order. */
  private static List<String> features(String[] characters, int at) {
    List<String> told = new ArrayList<>(17);
    int last = characters.length - 1 - at;
    String own = characters[at];
    told.add("bias");
    told.add("char=" + own);
    String before = "";
    if (at >= 1) {
      before = characters[at - 1];
      told.add("char-1=" + before);
      told.add("char-1:0=" + before + own);
    } else {
      told.add("BOS");
    }
    if (at >= 2) {
      before = characters[at - 2] + before;
      told.add("char-2=" + characters[at - 2]);
      told.add("char-2:0=" + before + own);
      told.add("char-2:-1=" + before);
    }
    if (at >= 3) {
      before = characters[at - 3] + before;
      told.add("char-3:0=" + before + own);
      told.add("char-3:-1=" + before);
    }
    String behind = "";
    if (last >= 1) {
      behind = characters[at + 1];
      told.add("char+1=" + behind);
      told.add("char:+1=" + own + behind);
    } else {
      told.add("EOS");
    }
    if (last >= 2) {
      behind += characters[at + 2];
      told.add("char+2=" + characters[at + 2]);
      told.add("char:+2=" + own + behind);
      told.add("char+1:+2=" + behind);
    }
    if (last >= 3) {
      behind += characters[at + 3];
      told.add("char:+3=" + own + behind);
      told.add("char+1:+3=" + behind);
    }
    return told;
  }
}
