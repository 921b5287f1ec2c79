package zydeco.filters.stage;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.document.MetadataFields;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Column;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.DocumentStage;
import zydeco.pipeline.stage.Judge;
import zydeco.pipeline.stage.Measures;
import zydeco.pipeline.stage.Verdict;

/**
 * Takes numbers that documents came with as scores, such as FineWeb-Edu's: {@code fields:
 * {int-score: int_score, wiki-prob: metadata.quality.wiki}}. A document without the number, or with
 * something else in its place, was not asked.
 *
 * @param fields by column, a field of the input; dots go into nested fields
 */
public record FieldsStage(Map<String, String> fields) implements DocumentStage {
  private static final String KEBAB = "[a-z][a-z0-9]*(-[a-z0-9]+)*";

  public FieldsStage {
    fields = new TreeMap<>(fields);
  }

  /** Reads the stage from what stands under {@code fields}. */
  public static FieldsStage of(Settings settings) {
    Map<String, String> fields = new TreeMap<>();
    for (String column : settings.keys()) {
      if (!column.matches(KEBAB)) {
        throw settings.error(
            column,
            "Cannot name a column '" + column + "'.",
            "Give a kebab-case name, such as int-score.");
      }
      String field = settings.text(column);
      if (List.of(field.split("\\.", -1)).contains("")) {
        throw settings.error(
            column,
            "Cannot take '" + field + "' as " + column + ": it names no field.",
            "Name a field of the input; dots go into nested ones.");
      }
      fields.put(column, field);
    }
    if (fields.isEmpty()) {
      throw settings.error("", "Cannot take any field: none is named.", "Say COLUMN: FIELD.");
    }
    return new FieldsStage(fields);
  }

  @Override
  public String name() {
    return "fields";
  }

  @Override
  public List<Column> writes() {
    return fields.keySet().stream().map(Column::number).toList();
  }

  @Override
  public boolean scores() {
    return true;
  }

  @Override
  public boolean onlyMeasures() {
    return true;
  }

  @Override
  public Judge open(Columns columns) {
    int[] slots = fields.keySet().stream().mapToInt(columns::slot).toArray();
    List<List<String>> paths =
        fields.values().stream().map(field -> List.of(field.split("\\."))).toList();
    return new Taking(paths, slots);
  }

  private record Taking(List<List<String>> paths, int[] slots) implements Judge {
    @Override
    public Verdict judge(Document document, Measures measures) {
      for (int i = 0; i < slots.length; i++) {
        MetadataFields.Value value = MetadataFields.under(paths.get(i), document.metadata());
        measures.number(slots[i], value == null ? Double.NaN : value.number());
      }
      return new Verdict.Keep(document);
    }
  }
}
