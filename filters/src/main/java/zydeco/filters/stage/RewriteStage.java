package zydeco.filters.stage;

import java.util.Arrays;
import java.util.List;
import zydeco.filters.text.C4Walk;
import zydeco.filters.text.Segments;
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
 * Removes lines from texts by a published set of line rules. In a recipe: {@code rewrite: {lines:
 * [c4]}}. It writes the column {@code rewrite-removed-bytes}. A document of which nothing is left
 * is dropped by the rule {@code rewrite.empty}. A page that C4 drops while it walks the lines (for
 * a curly bracket or "lorem ipsum") is left as it came: that verdict is a matter of {@code check}.
 *
 * @param lines {@code c4} or {@code c4-any-ending}, applied in order
 */
public record RewriteStage(List<String> lines) implements DocumentStage {
  private static final String NAME = "rewrite";
  private static final String REMOVED = "rewrite-removed-bytes";
  private static final List<String> KNOWN = List.of("c4", "c4-any-ending");

  public RewriteStage {
    lines = List.copyOf(lines);
  }

  /** Reads the stage from what stands under {@code rewrite}. */
  public static RewriteStage of(Settings settings) {
    List<String> lines = settings.texts("lines");
    for (String line : lines) {
      if (!KNOWN.contains(line)) {
        String near = RecipeException.nearest(line, KNOWN);
        throw settings.error(
            "lines",
            "Cannot rewrite lines by '" + line + "': there is no such set.",
            near == null
                ? "Known sets: " + String.join(", ", KNOWN) + "."
                : "Did you mean '" + near + "'?");
      }
    }
    settings.finish();
    if (lines.isEmpty()) {
      throw settings.error("lines", "Cannot rewrite by no rules.", "Name a set of line rules.");
    }
    return new RewriteStage(lines);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Column> writes() {
    return List.of(Column.number(REMOVED));
  }

  @Override
  public Judge open(Columns columns) {
    return new Rewriting(lines, columns.slot(REMOVED), new Segments());
  }

  private record Rewriting(List<String> lines, int slot, Segments segments) implements Judge {

    @Override
    public Verdict judge(Document document, Measures measures) {
      byte[] text = document.text();
      for (String line : lines) {
        segments.of(text);
        C4Walk walk = line.equals("c4") ? segments.c4() : segments.c4AnyEnding();
        text = walk.loremIpsum() || walk.curlyBracket() ? text : walk.keptText();
      }
      int removed = document.text().length - text.length;
      measures.number(slot, removed);
      if (text.length == 0 && removed > 0) {
        return new Verdict.Drop(new Reason(NAME, NAME + ".empty", 0, ">= 1"));
      }
      boolean same = Arrays.equals(text, document.text());
      return new Verdict.Keep(same ? document : document.withText(text));
    }
  }
}
