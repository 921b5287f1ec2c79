package zydeco.filters.stage;

import java.util.ArrayList;
import java.util.List;
import zydeco.filters.pii.PersonalData;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.RecipeException;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Column;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.DocumentStage;
import zydeco.pipeline.stage.Judge;
import zydeco.pipeline.stage.Measures;
import zydeco.pipeline.stage.Verdict;

/**
 * Counts personal data, and replaces what of it the recipe names. In a recipe: {@code pii: {count:
 * [email, ip, phone], replace: [email, ip]}}. Counts are of the text as it comes to the stage, in
 * the columns {@code pii-email-count} and so on; what is replaced is replaced in the order given,
 * each in what the one before left, and says by how many bytes in {@code pii-email-removed-bytes}.
 */
public record PiiStage(List<PersonalData> counted, List<PersonalData> replaced)
    implements DocumentStage {
  private static final String NAME = "pii";

  public PiiStage {
    counted = List.copyOf(counted);
    replaced = List.copyOf(replaced);
  }

  /** Reads the stage from what stands under {@code pii}. */
  public static PiiStage of(Settings settings) {
    List<PersonalData> counted = kinds(settings, "count");
    List<PersonalData> replaced = kinds(settings, "replace");
    settings.finish();
    if (counted.isEmpty() && replaced.isEmpty()) {
      throw settings.error(
          "", "Cannot do nothing: neither is anything counted nor replaced.", "Name what.");
    }
    return new PiiStage(counted, replaced);
  }

  private static List<PersonalData> kinds(Settings settings, String key) {
    List<PersonalData> kinds = new ArrayList<>();
    if (settings.has(key)) {
      for (String word : settings.texts(key)) {
        PersonalData kind = kind(settings, key, word);
        if (kinds.contains(kind)) {
          throw settings.error(key, "Cannot name '" + word + "' twice.", "Leave one.");
        }
        kinds.add(kind);
      }
    }
    return kinds;
  }

  private static PersonalData kind(Settings settings, String key, String word) {
    List<String> known = new ArrayList<>();
    for (PersonalData kind : PersonalData.values()) {
      if (kind.key().equals(word)) {
        return kind;
      }
      known.add(kind.key());
    }
    throw settings.error(
        key,
        "Cannot find '" + word + "': there is no such kind of personal data.",
        RecipeException.hint(word, known, "Known: " + String.join(", ", known) + "."));
  }

  private static String countColumn(PersonalData kind) {
    return NAME + "-" + kind.key() + "-count";
  }

  private static String bytesColumn(PersonalData kind) {
    return NAME + "-" + kind.key() + "-removed-bytes";
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Column> writes() {
    List<Column> columns = new ArrayList<>();
    counted.forEach(kind -> columns.add(Column.number(countColumn(kind))));
    replaced.forEach(kind -> columns.add(Column.number(bytesColumn(kind))));
    return columns;
  }

  @Override
  public List<String> removedBytes() {
    return replaced.stream().map(PiiStage::bytesColumn).toList();
  }

  @Override
  public boolean rewrites() {
    return !replaced.isEmpty();
  }

  @Override
  public boolean onlyMeasures() {
    return replaced.isEmpty();
  }

  @Override
  public Judge open(Columns columns) {
    return new Counting(this, columns);
  }

  private record Counting(PiiStage stage, Columns columns) implements Judge {

    @Override
    public Verdict judge(Document document, Measures measures) {
      byte[] text = document.text();
      for (PersonalData kind : stage.counted) {
        measures.number(columns.slot(countColumn(kind)), kind.count(text));
      }
      for (PersonalData kind : stage.replaced) {
        byte[] changed = kind.replaced(text);
        measures.number(columns.slot(bytesColumn(kind)), text.length - changed.length);
        text = changed;
      }
      return new Verdict.Keep(text == document.text() ? document : document.withText(text));
    }
  }
}
