package zydeco.dedup.minhash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zydeco.dedup.FuzzyDedupStage;
import zydeco.dedup.text.Normalization;
import zydeco.pipeline.recipe.Settings;

/** Published settings, settings from a target, and shingles of a tokenizer's tokens. */
class OperatingPointsTest {
  @TempDir Path folder;

  /** Tokens that are the bytes themselves. */
  private record Bytes() implements TokenSource {
    @Override
    public TokenReader open() {
      return utf8 -> {
        int[] ids = new int[utf8.length];
        for (int i = 0; i < ids.length; i++) {
          ids[i] = utf8[i];
        }
        return ids;
      };
    }
  }

  private FuzzyDedupStage stage(String yaml) {
    return FuzzyDedupStage.of(
        Settings.parse(folder.resolve("r.yaml"), yaml), 1, Set.of(), file -> new Bytes());
  }

  @ParameterizedTest
  @CsvSource({
    "zyda-1, 0.420, 0.873, 0.95, 1",
    "zyda-2, 0.878, 0, 0.85, 0.461",
    "fineweb, 0.719, 0.053, 0.8, 0.924",
    "nemo, 0.794, 0.002, 0.8, 0.677",
    "redpajama-0.7, 0.746, 0.027, 0.7, 0.438",
    "redpajama-0.8, 0.844, 0.001, 0.8, 0.399",
    "redpajama-0.9, 0.938, 0, 0.9, 0.311",
    "txt360, 0.844, 0.001, 0.8, 0.399",
    "text-dedup, 0.725, 0.024, 0.7, 0.511",
    "duplodocus, 0.549, 0.470, 0.6, 0.802",
    "duplodocus-example, 0.744, 0.013, 0.7, 0.405",
    "distributed-curator, 0.771, 0.031, 0.8, 0.770",
  })
  void preset_eachPublishedPoint_hasItsCurve(
      String preset, double threshold, double atHalf, double at, double probability) {
    Banding banding = stage("preset: " + preset).scheme().banding();
    assertThat(banding.threshold()).isCloseTo(threshold, within(0.0006));
    assertThat(banding.probabilityAt(0.5)).isCloseTo(atHalf, within(0.0006));
    assertThat(banding.probabilityAt(at)).isCloseTo(probability, within(0.0006));
  }

  @Test
  void plan_target_saysWhatIsWronglyFoundAndMissed() {
    FuzzyDedupStage stage =
        stage(
            "shingles: {unit: word, size: 5}\n"
                + "normalize: none\n"
                + "target: 0.8\n"
                + "values: 256\n"
                + "keep: best\n"
                + "verify: none\n"
                + "similarity: 0.8\n"
                + "short: keep\n"
                + "seed: 1");
    assertThat(stage.scheme().banding().values()).isLessThanOrEqualTo(256);
    assertThat(stage.plan())
        .contains("% of those below 0.80 are found (false positives)")
        .contains("% of those above are missed (false negatives)");
  }

  @Test
  void shingle_tokens_areThoseOfATwin() throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), "{}");
    FuzzyDedupStage stage =
        stage(
            "shingles: {unit: token, size: 4, tokenizer: tokenizer.json}\n"
                + "normalize: none\n"
                + "bands: 2\n"
                + "rows: 2\n"
                + "keep: best\n"
                + "verify: none\n"
                + "similarity: 0.8\n"
                + "short: keep\n"
                + "seed: 1");
    assertThat(stage.ofTokens()).isTrue();
    byte[] text = "abcdefgabcdeabcd".repeat(700).getBytes(StandardCharsets.UTF_8);
    List<Integer> found = new ArrayList<>();
    long count =
        stage
            .scheme()
            .shingler()
            .shingle(
                text,
                (buffer, size) -> {
                  for (int i = 0; i < size; i++) {
                    found.add(buffer[i]);
                  }
                });
    assertThat(count).isEqualTo(text.length - 3).isEqualTo(found.size());
    for (int a = 0; a < 40; a++) {
      for (int b = 0; b < 40; b++) {
        boolean same = java.util.Arrays.equals(text, a, a + 4, text, b, b + 4);
        assertThat(found.get(a).equals(found.get(b))).isEqualTo(same);
      }
    }
    assertThat(stage.scheme().shingler().shingle(new byte[3], (buffer, size) -> {})).isZero();
    assertThatThrownBy(() -> stage("preset: zyda-2\nshingles: {unit: token, size: 4}"))
        .hasMessageContaining("tokenizer");
  }

  @Test
  void normalize_lower_changesNothingElse() {
    byte[] text = "ÄB, c\n  D 中 \uD83D\uDE00".getBytes(StandardCharsets.UTF_8);
    assertThat(new String(Normalization.LOWER.apply(text), StandardCharsets.UTF_8))
        .isEqualTo("äb, c\n  d 中 \uD83D\uDE00");
    byte[] broken = {(byte) 0xff, 'A', (byte) 0xc3};
    assertThat(Normalization.LOWER.apply(broken))
        .isEqualTo(new byte[] {(byte) 0xff, 'a', (byte) 0xc3});
  }
}
