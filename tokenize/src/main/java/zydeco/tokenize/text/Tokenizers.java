package zydeco.tokenize.text;

import java.nio.file.Path;

/** Opens tokenizers. */
public final class Tokenizers {
  private Tokenizers() {}

  /**
   * A tokenizer for one thread, from a {@code tokenizer.json}. Throws TokenizerException where the
   * file is missing, cut short or of an unknown kind.
   */
  public static Tokenizer open(Path tokenizerJson) {
    return TokenizerFile.read(tokenizerJson).open();
  }
}
