package zydeco.filters.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import zydeco.filters.rule.RuleSet;
import zydeco.filters.rule.RuleSets;
import zydeco.filters.signal.Signals;
import zydeco.filters.text.Segments;

/** Holds numbers and verdicts to those of an origin's table, document by document. */
final class Comparison {
  private static final double DIGITS = 5.01e-9;

  private final List<String> differences = new ArrayList<>();

  /** Compares one document with its row. */
  interface Each {
    void document(SharedData.Parity document, Map<String, String> row, Segments segments);
  }

  /** Walks over all documents of the parity folder beside the rows of a table. */
  void walk(String table, Segments segments, Each each) throws IOException {
    List<SharedData.Parity> documents = SharedData.parityDocuments();
    List<Map<String, String>> rows = SharedData.table(table);
    for (int i = 0; i < documents.size(); i++) {
      SharedData.Parity document = documents.get(i);
      assertThat(rows.get(i)).containsEntry("id", document.id());
      each.document(document, rows.get(i), segments.of(document.text()));
    }
    assertThat(documents).hasSameSizeAs(rows).isNotEmpty();
  }

  /** A number to eight digits; an empty cell wants 0 or nothing. */
  void number(String id, String signal, String theirs, Segments segments) {
    double ours = Signals.named(signal).of(segments);
    boolean same =
        theirs.isEmpty()
            ? Double.isNaN(ours) || ours == 0
            : Math.abs(Double.parseDouble(theirs) - ours) <= DIGITS;
    if (!same) {
      differ(id, signal, theirs, ours);
    }
  }

  /** The name of the first broken rule of a set, or {@code pass}. */
  static String verdict(String set, Segments segments) {
    RuleSet.Judgement judgement = RuleSets.named(set).judge(segments);
    return judgement.keep() ? "pass" : judgement.rule();
  }

  /** The SHA-256 of the text that a set's origin leaves. */
  void text(String id, String set, String theirs, Segments segments) {
    same(id, set + " text", theirs, Digest.sha256(RuleSets.named(set).rewrite().text(segments)));
  }

  void same(String id, String what, Object theirs, Object ours) {
    if (!theirs.equals(ours)) {
      differ(id, what, theirs, ours);
    }
  }

  void differ(String id, String what, Object theirs, Object ours) {
    differences.add(id + " " + what + ": " + theirs + ", ours " + ours);
  }

  void assertNone() {
    assertThat(differences).isEmpty();
  }
}
