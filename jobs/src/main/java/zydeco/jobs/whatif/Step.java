package zydeco.jobs.whatif;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import zydeco.jobs.share.KeepShareStage;
import zydeco.pipeline.stage.CorpusStage;

/**
 * A stage of a build that is no check of bounds: what it did stands in the build's tables.
 *
 * @param name as the ledger's column {@code stage} has it
 * @param settings one line that is equal for equal settings
 * @param on the sources that it looks at; none: all
 * @param numbers the columns of numbers that it wrote
 * @param labels the columns of words that it wrote
 * @param onlyMeasures whether it kept every document and its text
 * @param removedBytes the columns that say how many bytes it removed
 * @param phase the number of the pass over the text that it belongs to
 * @param decision decides again, where it compares documents; else null
 */
record Step(
    String name,
    String settings,
    Set<String> on,
    List<String> numbers,
    List<String> labels,
    boolean onlyMeasures,
    List<String> removedBytes,
    int phase,
    CorpusStage decision) {
  static final String CHECK = "check";

  Step {
    on = Set.copyOf(on);
    numbers = List.copyOf(numbers);
    labels = List.copyOf(labels);
    removedBytes = List.copyOf(removedBytes);
  }

  static Step of(JsonNode told, String settings, Set<String> on, int phase, CorpusStage decision) {
    List<String> numbers = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    told.path("columns")
        .fields()
        .forEachRemaining(
            column ->
                (column.getValue().asText().equals("number") ? numbers : labels)
                    .add(column.getKey()));
    List<String> removed = new ArrayList<>();
    told.path("removed-bytes").forEach(column -> removed.add(column.asText()));
    return new Step(
        told.path("stage").asText(),
        settings,
        on,
        numbers,
        labels,
        told.path("only-measures").asBoolean(),
        removed,
        phase,
        decision);
  }

  /** A check that keeps a share; other shares can be asked of the same build. */
  static Step share(KeepShareStage check, int phase) {
    return new Step(CHECK, "", Set.of(), List.of(), List.of(), false, List.of(), phase, check);
  }

  /** Whether it is a check that keeps a share, by that rule. */
  boolean keepsShareBy(String rule) {
    return name.equals(CHECK)
        && decision instanceof KeepShareStage share
        && share.rule().equals(rule);
  }

  /** Whether it wrote the column that a rule is called after, by which it so drops alone. */
  boolean wroteOf(String rule) {
    String rewritten = name + "-" + rule.replaceFirst("\\.empty$", "-removed-bytes");
    String number = rule.replaceFirst("\\.no-score$", "");
    return numbers.contains(number) || removedBytes.contains(rewritten);
  }

  /** The columns that it wrote. */
  List<String> columns() {
    return Stream.concat(numbers.stream(), labels.stream()).toList();
  }

  boolean looksAt(String source) {
    return on.isEmpty() || on.contains(source);
  }

  boolean comparesDocuments() {
    return decision != null;
  }
}
