package zydeco.tokenize.shards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import zydeco.pipeline.recipe.SourceSample;
import zydeco.tokenize.mixture.MixtureException;
import zydeco.tokenize.text.TokenBuffer;
import zydeco.tokenize.text.Tokenizer;

class ShardEstimateTest {
  private static final List<String> SOURCES = List.of("web", "books");

  private static List<byte[]> texts(int count, long seed) {
    Random random = new Random(seed);
    List<byte[]> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String words = "the index of a string ".repeat(1 + random.nextInt(40));
      texts.add((words + random.nextLong()).getBytes(StandardCharsets.UTF_8));
    }
    return texts;
  }

  private static double bytes(List<byte[]> texts) {
    return texts.stream().mapToDouble(text -> text.length).sum();
  }

  private static String estimate(String yaml, SourceSample... samples) {
    ShardSettings settings = TestRecipe.of("tokenizer: tokenizer.json\n" + yaml, SOURCES);
    return ShardEstimate.of(settings, List.of(samples)).text();
  }

  private static SourceSample whole(String name, List<byte[]> texts) {
    return new SourceSample(name, texts.size(), bytes(texts), 0, texts);
  }

  private static long tokens(List<byte[]> texts) {
    ShardSettings settings = TestRecipe.of("tokenizer: tokenizer.json", SOURCES);
    TokenBuffer ids = new TokenBuffer();
    try (Tokenizer tokenizer = settings.tokenizer().open()) {
      texts.forEach(text -> tokenizer.encode(text, ids));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    return ids.size() + texts.size();
  }

  @Test
  void text_everyDocumentTokenised_isExact() {
    List<byte[]> web = texts(30, 1);
    List<byte[]> books = texts(10, 2);
    assertThat(estimate("mixture: {web: 1, books: 1}", whole("web", web), whole("books", books)))
        .contains(String.format("%,d tokens +- 0.0 %% (30 documents", tokens(web)))
        .contains(String.format("%,d tokens +- 0.0 %% (10 documents", tokens(books)))
        .contains("books                50.00 %");
  }

  @Test
  void text_partOfTheDocuments_isWithinItsErrorMostly() {
    int within = 0;
    for (int seed = 0; seed < 60; seed++) {
      List<byte[]> all = texts(400, seed);
      SourceSample part = new SourceSample("web", 400, bytes(all), 0, all.subList(0, 60));
      String[] words =
          estimate("mixture: {web: 1}", part, whole("books", texts(2, 3))).split("\\s+");
      int at = List.of(words).indexOf("web");
      double tokens = Double.parseDouble(words[at + 1].replace(",", ""));
      double error = Double.parseDouble(words[at + 4]) / 100;
      assertThat(error).isGreaterThan(0).isLessThan(0.1);
      within += Math.abs(tokens - tokens(all)) <= error * tokens ? 1 : 0;
    }
    assertThat(within).isBetween(50, 60);
  }

  @Test
  void text_budgetAboveTheCapEvenWithTheError_isRefusedWithTheArithmetic() {
    SourceSample web = whole("web", texts(30, 1));
    SourceSample books = whole("books", texts(10, 2));
    assertThatThrownBy(() -> estimate("mixture: {web: 1, books: 1}\ntokens: 1M", web, books))
        .isInstanceOf(MixtureException.class)
        .hasMessageContaining("web is to give 1 / 2 of them = 500,000 tokens, but holds")
        .hasMessageContaining("above the cap of 2");
  }

  @Test
  void text_sourceOfWhichTooLittleWasRead_isAtLeastThat() {
    List<byte[]> texts = texts(30, 1);
    SourceSample web = new SourceSample("web", 30, bytes(texts), Double.NaN, texts);
    assertThat(estimate("mixture: {web: 1}\ntokens: 1M", web, whole("books", texts(2, 2))))
        .contains("more than " + String.format("%,d", tokens(texts)) + " tokens")
        .contains("it is not sure to be enough: Cannot fill 1,000,000 tokens");
  }

  @Test
  void text_heldOut_isNotTrainedOnAndRefusesNothingByItself() {
    List<byte[]> web = texts(30, 1);
    SourceSample books = whole("books", texts(2, 2));
    String budget = "mixture: {web: 1}\nheld-out: 0.4\ntokens: ";
    assertThat(estimate(budget + tokens(web) * 6 / 10, whole("web", web), books))
        .contains("shares if they removed nothing but the 0.4 held out:")
        .containsPattern("web +100.00 %: [0-9,]+ tokens, 1.00 epochs");
    assertThat(estimate(budget + 2 * tokens(web), whole("web", web), books))
        .contains("it is not sure to be enough: Cannot fill");
  }

  @Test
  void text_sharesByLabel_areNotKnownYet() {
    assertThat(
            estimate(
                "mixture-by: language\nmixture: {en: 1}",
                whole("web", texts(3, 1)),
                whole("books", texts(3, 2))))
        .contains("shares by language are known after the build only");
  }
}
