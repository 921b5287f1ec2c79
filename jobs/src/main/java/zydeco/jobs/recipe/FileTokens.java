package zydeco.jobs.recipe;

import java.nio.file.Path;
import java.util.Arrays;
import zydeco.dedup.minhash.TokenSource;
import zydeco.pipeline.recipe.Settings;
import zydeco.tokenize.text.TokenBuffer;
import zydeco.tokenize.text.Tokenizer;
import zydeco.tokenize.text.TokenizerException;
import zydeco.tokenize.text.TokenizerFile;

/** A {@code tokenizer.json} as deduplication's shingles take it. */
record FileTokens(TokenizerFile file) implements TokenSource {

  /** Reads the tokenizer that a stage names. Throws RecipeException. */
  static FileTokens read(Settings stage, Path file) {
    try {
      return new FileTokens(TokenizerFile.read(file));
    } catch (TokenizerException e) {
      throw stage.error("shingles", "Cannot use the tokenizer: " + e.why() + ".", e.mend());
    }
  }

  @Override
  public TokenReader open() {
    Tokenizer tokenizer = file.open();
    TokenBuffer buffer = new TokenBuffer();
    return utf8 -> {
      buffer.clear();
      tokenizer.encode(utf8, buffer);
      return Arrays.copyOf(buffer.ids(), buffer.size());
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FileTokens tokens && tokens.file.sha256().equals(file.sha256());
  }

  @Override
  public int hashCode() {
    return file.sha256().hashCode();
  }

  /** What the tokens are, whatever the file is called. */
  @Override
  public String toString() {
    return "tokenizer " + file.sha256().substring(0, 16);
  }
}
