package zydeco.filters.redpajama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
