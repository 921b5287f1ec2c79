package zydeco.tokenize.shards;

import java.util.List;
import java.util.Map;
import zydeco.pipeline.recipe.Settings;
import zydeco.pipeline.stage.Column;

/**
 * What shards need to know of the rest of a recipe.
 *
 * @param recipe its name
 * @param seed its seed
 * @param sources their names by rank
 * @param columns that its stages measure
 * @param phase defaults of a phase
 */
public record RecipeFacts(
    String recipe,
    long seed,
    List<String> sources,
    Map<String, Column.Type> columns,
    Settings phase) {

  public RecipeFacts {
    sources = List.copyOf(sources);
    columns = Map.copyOf(columns);
  }
}
