package zydeco.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import zydeco.filters.stage.FieldsStage;
import zydeco.pipeline.corpus.TableReader;
import zydeco.pipeline.recipe.Recipe;
import zydeco.pipeline.run.BuildFolder;
import zydeco.pipeline.run.OutputTables;

/** What a build kept and why it dropped the rest, in a screenful for a terminal. */
final class Summary {
  private static final int REASONS = 12;

  private Summary() {}

  static String of(JsonNode manifest) {
    StringBuilder out = new StringBuilder();
    out.append(
        String.format(
            Locale.ROOT,
            "%-16s %10s %10s %10s %12s %12s%n",
            "source",
            "in",
            "kept",
            "unreadable",
            "kept MB",
            "tokens"));
    List<Reason> reasons = new ArrayList<>();
    manifest
        .path("counts")
        .fields()
        .forEachRemaining(
            source -> {
              JsonNode counts = source.getValue();
              out.append(
                  String.format(
                      Locale.ROOT,
                      "%-16s %,10d %,10d %,10d %,12.1f %,12d%n",
                      source.getKey(),
                      counts.path("in").path("documents").asLong(),
                      counts.path("kept").path("documents").asLong(),
                      counts.path("quarantined").path("documents").asLong(),
                      counts.path("kept").path("bytes_out").asLong() / 1e6,
                      counts.path("kept").path("tokens").asLong()));
              reasons.addAll(reasons(source.getKey(), counts));
            });
    reasons.sort(Comparator.comparingLong(Reason::documents).reversed().thenComparing(Reason::why));
    if (!reasons.isEmpty()) {
      out.append("dropped, most first:\n");
    }
    for (Reason reason : reasons.subList(0, Math.min(REASONS, reasons.size()))) {
      out.append(
          String.format(
              Locale.ROOT, "%,10d  %-16s %s%n", reason.documents, reason.source, reason.why));
    }
    if (reasons.size() > REASONS) {
      out.append("            and ").append(reasons.size() - REASONS).append(" more reasons\n");
    }
    return out.toString();
  }

  /** The first row that could not be read, and where the others stand; nothing where all could. */
  static String unreadable(BuildFolder folder) throws IOException {
    for (String file : folder.files()) {
      if (file.startsWith("quarantine/")) {
        try (TableReader rows =
            TableReader.open(folder.storage(), folder.path(file), OutputTables.QUARANTINE)) {
          if (rows.next()) {
            String row = rows.isNull(2) ? "" : ", row " + rows.number(2);
            String first = rows.text(1) + row + ": " + rows.text(4);
            return "unreadable, the first of them: "
                + first.replaceAll("\\p{Cc}", "\uFFFD")
                + "\n  all with file, row and cause: "
                + folder.path("quarantine")
                + "\n";
          }
        }
      }
    }
    return "";
  }

  /**
   * The fields that the recipe takes as scores and that no document has: a bound on such a score
   * drops nothing, which a name that is spelt wrongly would otherwise hide. Nothing where all are
   * found, or where nothing was kept (nothing may have come as far as that stage).
   */
  static String unfound(BuildFolder folder, Recipe recipe, JsonNode manifest) throws IOException {
    StringBuilder out = new StringBuilder();
    if (!anyKept(manifest)) {
      return "";
    }
    for (Recipe.Step step : recipe.steps()) {
      if (step.stage() instanceof FieldsStage stage) {
        for (Map.Entry<String, String> field : stage.fields().entrySet()) {
          if (!TableReader.hasValue(folder.storage(), folder.path("signals"), field.getKey())) {
            out.append(
                String.format(
                    Locale.ROOT,
                    "fields: no document has a number in '%s', so none has a score '%s' and bounds"
                        + " on it drop nothing.%n",
                    field.getValue(),
                    field.getKey()));
          }
        }
      }
    }
    return out.toString();
  }

  private static boolean anyKept(JsonNode manifest) {
    for (JsonNode counts : manifest.path("counts")) {
      if (counts.path("kept").path("documents").asLong() > 0) {
        return true;
      }
    }
    return false;
  }

  private static List<Reason> reasons(String source, JsonNode counts) {
    List<Reason> reasons = new ArrayList<>();
    counts
        .path("dropped")
        .fields()
        .forEachRemaining(
            stage ->
                stage
                    .getValue()
                    .fields()
                    .forEachRemaining(
                        rule ->
                            reasons.add(
                                new Reason(
                                    source,
                                    stage.getKey() + ", " + rule.getKey(),
                                    rule.getValue().path("documents").asLong()))));
    return reasons;
  }

  private record Reason(String source, String why, long documents) {}
}
