package zydeco.filters.stage;

import java.util.List;
import zydeco.filters.rewrite.Rewriter;
import zydeco.filters.rewrite.Rewrites;
import zydeco.pipeline.document.Document;
import zydeco.pipeline.recipe.RecipeException;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Column;
import zydeco.pipeline.stage.Columns;
import zydeco.pipeline.stage.DocumentStage;
import zydeco.pipeline.stage.Judge;
import zydeco.pipeline.stage.Measures;
import zydeco.pipeline.stage.Reason;
import zydeco.pipeline.stage.Verdict;

/**
 * Changes texts by named rewrites, one after the other. In a recipe: {@code rewrite: {by:
 * [mojibake, nfc, c4]}}. Each writes a column {@code rewrite-NAME-removed-bytes}, which is negative
 * where it added bytes. A document of which nothing is left is dropped by the rule {@code
 * NAME.empty}.
 *
 * @param by names of {@link Rewrites}, applied in order
 */
public record RewriteStage(List<String> by) implements DocumentStage {
  private static final String NAME = "rewrite";

  public RewriteStage {
    by = List.copyOf(by);
    by.forEach(Rewrites::named);
  }

  /** Reads the stage from what stands under {@code rewrite}. */
  public static RewriteStage of(Settings settings) {
    List<String> names = settings.has("by") ? settings.texts("by") : List.of();
    for (String name : names) {
      if (!Rewrites.names().contains(name)) {
        throw settings.error(
            "by",
            "Cannot rewrite by '" + name + "': there is no such rewrite.",
            RecipeException.hint(
                name, Rewrites.names(), "Known: " + String.join(", ", Rewrites.names()) + "."));
      }
    }
    settings.finish();
    if (names.isEmpty()) {
      throw settings.error("by", "Cannot rewrite by nothing.", "Name a rewrite.");
    }
    if (names.stream().distinct().count() < names.size()) {
      throw settings.error(
          "by", "Cannot rewrite by " + names + ": one is named twice.", "Leave one.");
    }
    return new RewriteStage(names);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String plan() {
    StringBuilder lines = new StringBuilder();
    for (String name : by) {
      Rewrites.Rewrite rewrite = Rewrites.named(name);
      lines.append(name).append(": ").append(rewrite.does()).append(' ');
      lines.append('(').append(rewrite.origin()).append(")\n");
    }
    return lines.toString();
  }

  private static String column(String name) {
    return NAME + "-" + name + "-removed-bytes";
  }

  @Override
  public List<String> removedBytes() {
    return by.stream().map(RewriteStage::column).toList();
  }

  @Override
  public List<Column> writes() {
    return removedBytes().stream().map(Column::number).toList();
  }

  @Override
  public boolean rewrites() {
    return true;
  }

  @Override
  public Judge open(Columns columns) {
    int[] slots = removedBytes().stream().mapToInt(columns::slot).toArray();
    List<Rewriter> rewriters = by.stream().map(name -> Rewrites.named(name).maker().get()).toList();
    return new Rewriting(by, slots, rewriters);
  }

  private record Rewriting(List<String> by, int[] slots, List<Rewriter> rewriters)
      implements Judge {

    @Override
    public Verdict judge(Document document, Measures measures) {
      byte[] text = document.text();
      for (int i = 0; i < slots.length; i++) {
        byte[] changed = rewriters.get(i).rewrite(text);
        measures.number(slots[i], text.length - changed.length);
        if (changed.length == 0 && text.length > 0) {
          return new Verdict.Drop(new Reason(NAME, by.get(i) + ".empty", 0, ">= 1"));
        }
        text = changed;
      }
      return new Verdict.Keep(text == document.text() ? document : document.withText(text));
    }
  }
}
