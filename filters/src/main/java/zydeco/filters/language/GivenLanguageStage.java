package zydeco.filters.language;

import java.util.List;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.document.MetadataFields;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Column;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.DocumentStage;
import zydeco.pipeline.stage.Judge;
import zydeco.pipeline.stage.Measures;
import zydeco.pipeline.stage.Reason;
import zydeco.pipeline.stage.Verdict;

/**
 * Takes each document's language from its input: {@code language: {column: language, keep: [fr,
 * de]}}. Writes it as {@code language}, and as {@code language-score} 1, or 0 where the input names
 * none. With {@code keep}, a document whose language is not listed is dropped (rule {@code
 * language}).
 *
 * @param column a field of the input; dots go into nested fields
 * @param keep labels that stay; none: all
 */
public record GivenLanguageStage(String column, List<String> keep) implements DocumentStage {
  private static final String LABEL = "language";
  private static final String SCORE = "language-score";

  public GivenLanguageStage {
    keep = List.copyOf(keep);
  }

  /** Whether what stands under {@code language} names a column in place of a model. */
  public static boolean isAskedBy(Settings settings) {
    return settings.textOrNull("column") != null;
  }

  /** Reads the stage from what stands under {@code language}. */
  public static GivenLanguageStage of(Settings settings) {
    for (String key : settings.keys()) {
      if (!key.equals("column") && !key.equals("keep")) {
        throw settings.error(
            key,
            "Cannot use '" + key + "' beside 'column': it is about a model.",
            "Leave one of them out.");
      }
    }
    List<String> keep = settings.has("keep") ? settings.texts("keep") : List.of();
    return new GivenLanguageStage(settings.text("column"), keep);
  }

  @Override
  public String name() {
    return "language";
  }

  @Override
  public List<Column> writes() {
    return List.of(Column.label(LABEL), Column.number(SCORE));
  }

  @Override
  public boolean onlyMeasures() {
    return keep.isEmpty();
  }

  @Override
  public Judge open(Columns columns) {
    return new Taking(List.of(column.split("\\.")), keep, columns.slot(LABEL), columns.slot(SCORE));
  }

  private record Taking(List<String> path, List<String> keep, int labelSlot, int scoreSlot)
      implements Judge {

    @Override
    public Verdict judge(Document document, Measures measures) {
      String label = label(document);
      double score = label == null ? 0 : 1;
      measures.label(labelSlot, label);
      measures.number(scoreSlot, score);
      return keep.isEmpty() || label != null && keep.contains(label)
          ? new Verdict.Keep(document)
          : new Verdict.Drop(new Reason("language", LABEL, score, String.join(", ", keep)));
    }

    private String label(Document document) {
      MetadataFields.Value value = MetadataFields.under(path, document.metadata());
      return value == null || value.isNumber() || value.text().isBlank() ? null : value.text();
    }
  }
}
