package zydeco.filters.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import zydeco.filters.rewrite.Rewriter;
import zydeco.filters.rewrite.Rewrites;

/** Rewritten texts against those of the origins' own code, document by document. */
class RewriteParityTest {
  private static List<SharedData.Parity> documents;

  @BeforeAll
  static void read() throws Exception {
    documents = SharedData.parityDocuments();
  }

  private static Rewriter rewriter(String name) {
    return Rewrites.named(name).maker().get();
  }

  @Test
  void zyda1Runs_everyDocument_textOfZyda1() throws Exception {
    List<Map<String, String>> rows = SharedData.table("parity/zyda1.tsv.gz");
    Rewriter runs = rewriter("zyda1-runs");
    List<String> other = new ArrayList<>();
    int changed = 0;
    for (int i = 0; i < rows.size(); i++) {
      byte[] text = documents.get(i).text();
      byte[] rewritten = runs.rewrite(text);
      changed += rewritten == text ? 0 : 1;
      if (!Digest.sha256(rewritten).startsWith(rows.get(i).get("transformed_sha256"))) {
        other.add(rows.get(i).get("id"));
      }
    }
    assertThat(other).isEmpty();
    assertThat(changed).isGreaterThan(50);
  }

  @Test
  void refinedWebLines_everyDocumentWhoseUrlsStay_textOfDclmAfterEachModifier() throws Exception {
    String[][] steps = {
      {"refinedweb-newlines", "newline_removal_modifier"},
      {"refinedweb-uppercase", "uppercase_ratio_line_modifier"},
      {"refinedweb-numeric", "numeric_ratio_line_modifier"},
      {"refinedweb-counters", "counter_line_modifier"},
      {"refinedweb-short-lines", "line_length_modifier"},
      {"refinedweb-phrases", "substring_line_modifier:Sign-in"}
    };
    List<Map<String, String>> rows = SharedData.table("parity/dclm.tsv.gz");
    List<String> other = new ArrayList<>();
    int[] changes = new int[steps.length];
    for (int i = 0; i < rows.size(); i++) {
      Map<String, String> row = rows.get(i);
      if (!row.get("after:url_removal_modifier").equals("=")) {
        continue;
      }
      byte[] text = documents.get(i).text();
      for (int s = 0; s < steps.length && text.length > 0; s++) {
        byte[] next = rewriter(steps[s][0]).rewrite(text);
        changes[s] += next == text ? 0 : 1;
        if (s < steps.length - 1 && !agrees(row.get("after:" + steps[s][1]), text, next)) {
          other.add(row.get("id") + " " + steps[s][0]);
        }
        text = next;
      }
      String last = row.get("final_sha256");
      if (!last.isEmpty() && !Digest.sha256(text).startsWith(last)) {
        other.add(row.get("id") + " at the end");
      }
      assertThat(rewriter("refinedweb-lines").rewrite(documents.get(i).text())).isEqualTo(text);
    }
    assertThat(other).isEmpty();
    assertThat(changes[0]).isPositive();
    assertThat(changes[1]).isPositive();
    assertThat(changes[5]).isPositive();
  }

  @Test
  void refinedWebDclm_everyDocumentThatDclmKeeps_itsText() throws Exception {
    List<Map<String, String>> rows = SharedData.table("parity/dclm.tsv.gz");
    Rewriter chain = rewriter("refinedweb-dclm");
    List<String> other = new ArrayList<>();
    int compared = 0;
    for (int i = 0; i < rows.size(); i++) {
      String last = rows.get(i).get("final_sha256");
      if (!last.isEmpty()) {
        compared++;
        if (!Digest.sha256(chain.rewrite(documents.get(i).text())).startsWith(last)) {
          other.add(rows.get(i).get("id"));
        }
      }
    }
    assertThat(compared).isGreaterThan(2_000);
    assertThat(other).isEmpty();
  }

  private static boolean agrees(String told, byte[] before, byte[] after) {
    return switch (told) {
      case "=" -> before == after;
      case "EMPTY" -> after.length == 0;
      default -> {
        String text = new String(after, StandardCharsets.UTF_8);
        String[] parts = told.split(":");
        yield parts[0].equals(Integer.toString(text.codePointCount(0, text.length())))
            && Digest.sha256(after).startsWith(parts[1]);
      }
    };
  }
}
