package zydeco.filters.redpajama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zydeco.filters.list.Lists;
import zydeco.filters.signal.Signals;
import zydeco.filters.text.Segments;
import zydeco.pipeline.document.Document;

class QualitySignalsTest {
  @TempDir Path folder;

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void json_twoLines_hasAllNamesAndASpanALine() throws IOException {
    Document document =
        new Document(
            "s", "1", utf8("Hello, World.\n• 1 tree"), null, null, "{\"bucket\":\"middle\"}");
    JsonNode json = new ObjectMapper().readTree(QualitySignals.json(new Segments().of(document)));
    assertThat(json.size()).isEqualTo(45);
    assertThat(json.get("rps_doc_word_count").toString()).isEqualTo("[[0,22,5]]");
    assertThat(json.get("ccnet_bucket").toString()).isEqualTo("[[0,22,1]]");
    assertThat(json.get("ccnet_perplexity").toString()).isEqualTo("[[0,22,null]]");
    assertThat(json.get("rps_lines_num_words").toString()).isEqualTo("[[0,14,2],[14,22,3]]");
    assertThat(json.get("rps_lines_start_with_bulletpoint").toString())
        .isEqualTo("[[0,14,0],[14,22,1]]");
    assertThat(json.get("rps_lines_uppercase_letter_fraction").toString())
        .isEqualTo("[[0,14,0.14285714],[14,22,0]]");
  }

  @Test
  void json_emptyText_hasNulls() throws IOException {
    JsonNode json =
        new ObjectMapper().readTree(QualitySignals.json(new Segments().of(new byte[0])));
    assertThat(json.get("rps_doc_mean_word_length").toString()).isEqualTo("[[0,0,null]]");
    assertThat(json.get("rps_lines_num_words").toString()).isEqualTo("[]");
  }

  @Test
  void json_numbersBeyondEveryDouble_areNull() throws IOException {
    Document document =
        new Document(
            "s",
            "1",
            utf8("x"),
            null,
            null,
            "{\"perplexity\":1e999,\"length\":" + "9".repeat(5000) + ",\"nlines\":-1E+400}");
    JsonNode json = new ObjectMapper().readTree(QualitySignals.json(new Segments().of(document)));
    assertThat(json.get("ccnet_perplexity").toString()).isEqualTo("[[0,1,null]]");
    assertThat(json.get("ccnet_length").toString()).isEqualTo("[[0,1,null]]");
    assertThat(json.get("ccnet_nlines").toString()).isEqualTo("[[0,1,null]]");
  }

  @Test
  void ut1_hostsOfUrlsAsTheyAreFound_areLookedUp() throws IOException {
    Files.createDirectories(folder.resolve("ut1/adult"));
    Files.writeString(folder.resolve("ut1/adult/domains"), "adult.example\na_b.example\nb.org\n");
    Files.createDirectories(folder.resolve("ut1/chat"));
    Files.writeString(folder.resolve("ut1/chat/domains"), "b.org\r\n");
    Segments segments = new Segments(new Lists(Map.of("ut1", folder.resolve("ut1").toString())));
    for (String url :
        List.of(
            "https://adult.example/x",
            "https://adult.example/a|b c",
            "HTTP://Adult.Example:8080",
            "https://a_b.example/")) {
      Document document = new Document("s", "1", utf8("x"), url, null, "{}");
      assertThat(Signals.named("rps_doc_ut1_blacklist").of(segments.of(document))).as(url).isZero();
    }
    Document both = new Document("s", "1", utf8("x"), "https://b.org/", null, "{}");
    assertThat(Signals.named("rps_doc_ut1_blacklist").of(segments.of(both)))
        .isEqualTo(UrlSignals.number(List.of(0, 4)));
    Document named =
        new Document(
            "s", "1", utf8("x"), "https://adult.example/", null, "{\"source_domain\":\"b.c\"}");
    assertThat(Signals.named("rps_doc_ut1_blacklist").of(segments.of(named))).isNaN();
  }

  @Test
  void importance_textLikeTheTarget_isPositiveAndOtherwiseNegative() throws IOException {
    ImportanceModel.Corpus target = new ImportanceModel.Corpus();
    target.add(utf8("the cat sat on the mat"));
    ImportanceModel.Corpus source = new ImportanceModel.Corpus();
    source.add(utf8("buy cheap shoes now and buy cheap socks"));
    Path file = folder.resolve("model.txt");
    ImportanceModel.write(target, source, file);
    Segments segments = new Segments(new Lists(Map.of("importance-wikipedia", file.toString())));
    double cat = importance("the cat", segments);
    double shoes = importance("cheap shoes", segments);
    assertThat(cat).isPositive();
    assertThat(shoes).isNegative();
    // the, cat and their pair: 2, 1 and 1 of 11 features; none of 15 in the source
    double expected =
        Math.log(2 / 11.0 + 1e-8) + 2 * Math.log(1 / 11.0 + 1e-8) - 3 * Math.log(1e-8);
    assertThat(cat).isEqualTo(expected, within(1e-7));
  }

  /** The figures are those of the origin's own code, trained on the same texts. */
  @Test
  void importance_sameCorpora_givesTheOriginsNumbers() throws IOException {
    ImportanceModel.Corpus target = new ImportanceModel.Corpus();
    target.add(utf8("the cat sat on the mat"));
    target.add(utf8("a dog, a cat and the moon."));
    ImportanceModel.Corpus source = new ImportanceModel.Corpus();
    source.add(utf8("buy cheap shoes now and buy cheap socks"));
    source.add(utf8("cheap! cheap! cheap!"));
    Path file = folder.resolve("model.txt");
    ImportanceModel.write(target, source, file);
    Segments segments = new Segments(new Lists(Map.of("importance-wikipedia", file.toString())));
    Map<String, double[]> origin =
        Map.of(
            "the cat",
            new double[] {47.05718868, 47.04013879},
            "cheap",
            new double[] {-16.77202217, -16.9270578},
            "the moon on the mat, cheap shoes and a dog.",
            new double[] {151.86926687, 151.86926687},
            "!",
            new double[] {-16.26119658, -16.69220287},
            "   ",
            new double[] {0, -0.29302132},
            "x".repeat(40),
            new double[] {0, 1e-8});
    origin.forEach(
        (text, numbers) -> {
          assertThat(importance(text, segments)).as(text).isEqualTo(numbers[0], within(1.1e-8));
          assertThat(
                  Signals.named("rps_doc_wikipedia_importance_length_correction")
                      .of(segments.of(utf8(text))))
              .as(text)
              .isEqualTo(numbers[1], within(1.1e-8));
        });
  }

  private static double importance(String text, Segments segments) {
    return Signals.named("rps_doc_wikipedia_importance").of(segments.of(utf8(text)));
  }

  @Test
  void number_setsOfCategories_areCountedBySizeThenOrder() {
    assertThat(UrlSignals.number(List.of(0))).isZero();
    assertThat(UrlSignals.number(List.of(12))).isEqualTo(12);
    assertThat(UrlSignals.number(List.of(0, 1))).isEqualTo(13);
    assertThat(UrlSignals.number(List.of(0, 12))).isEqualTo(24);
    assertThat(UrlSignals.number(List.of(1, 2))).isEqualTo(25);
    assertThat(UrlSignals.number(List.of(0, 1, 2))).isEqualTo(13 + 78);
  }

  @Test
  void rounded_numbers_areThoseOfTheNearestEightDecimals() {
    assertThat(Rounded.of(1 / 3.0)).isEqualTo(0.33333333);
    assertThat(Rounded.of(2 / 3.0)).isEqualTo(0.66666667);
    assertThat(Rounded.of(0.5)).isEqualTo(0.5);
    assertThat(Rounded.of(Double.NaN)).isNaN();
  }
}
