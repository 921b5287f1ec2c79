package zydeco.classifiers;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Set;
import zydeco.pipeline.recipe.RecipeException;

/** The keys that a part of a model's card may have. */
public final class CardKeys {
  private static final String DOCUMENTED = "docs/models.md describes it.";

  private CardKeys() {}

  /**
   * Throws ModelException where a part is no object or has other keys.
   *
   * @param what the part, as the error names it
   */
  public static void allow(String file, String what, JsonNode node, Set<String> keys) {
    if (!node.isObject()) {
      throw new ModelException(file, what + " is not a JSON object", DOCUMENTED);
    }
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!keys.contains(name)) {
        throw new ModelException(
            file,
            "'" + name + "' is no key of " + what,
            RecipeException.hint(name, keys, DOCUMENTED));
      }
    }
  }
}
