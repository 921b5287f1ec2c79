package zydeco.classifiers.fasttext;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import zydeco.classifiers.CardKeys;
import zydeco.classifiers.Cascade;
import zydeco.classifiers.ModelException;
import zydeco.pipeline.recipe.RecipeException;

/**
 * How a fastText scorer is meant: the file {@code NAME.card.json} beside {@code NAME.bin}, which
 * training writes. A model needs none.
 *
 * @param sha256 of the model file, or null: any
 * @param label whose probability is the score, or null: the recipe says
 * @param lines how a text becomes the line that is judged
 * @param maxChars code points of a text that are looked at, 0: all
 * @param cascade for which decisions of a larger model it stands in, or null: none
 */
public record FastTextCard(
    String sha256, String label, FastTextSource.Lines lines, int maxChars, Cascade cascade) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final Set<String> KEYS =
      Set.of("sha256", "label", "lines", "max-chars", "cascade", "about");

  /** The card of a model file: its name with {@code .card.json} for the ending. */
  public static Path pathFor(Path model) {
    String name = model.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return model.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + ".card.json");
  }

  /** The card beside a model, or null where there is none. Throws ModelException if it is wrong. */
  public static FastTextCard beside(Path model) {
    Path file = pathFor(model);
    if (!Files.isRegularFile(file)) {
      return null;
    }
    try {
      return parse(file.toString(), JSON.readTree(Files.readAllBytes(file)));
    } catch (JsonProcessingException e) {
      throw new ModelException(
          file.toString(), "the card is not JSON (" + e.getOriginalMessage() + ")", "Mend it.", e);
    } catch (IOException e) {
      throw new ModelException(
          file.toString(), "the card cannot be read (" + e + ")", "Make it readable.", e);
    }
  }

  private static FastTextCard parse(String file, JsonNode root) {
    CardKeys.allow(file, "the card of a fastText model", root, KEYS);
    JsonNode cascade = root.path("cascade");
    return new FastTextCard(
        root.path("sha256").asText(null),
        root.path("label").asText(null),
        lines(file, root.path("lines").asText("blanks")),
        maxChars(file, root.path("max-chars")),
        cascade.isMissingNode() || cascade.isNull() ? null : Cascade.parse(file, cascade));
  }

  private static int maxChars(String file, JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return 0;
    }
    if (!value.isInt() || value.asInt() < 1) {
      throw new ModelException(
          file, "its 'max-chars' is no whole number from 1", "Mend it, or leave it out.");
    }
    return value.asInt();
  }

  private static FastTextSource.Lines lines(String file, String key) {
    FastTextSource.Lines lines = FastTextSource.Lines.named(key);
    if (lines == null) {
      throw new ModelException(
          file,
          "its 'lines' are '" + key + "'",
          RecipeException.hint(
              key, List.of("blanks", "dclm", "words"), "Say blanks, dclm or words."));
    }
    return lines;
  }

  /** Writes the card beside its model. */
  void write(Path model) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("sha256", sha256).put("label", label);
    if (lines != FastTextSource.Lines.BLANKS) {
      root.put("lines", lines.key());
    }
    if (maxChars > 0) {
      root.put("max-chars", maxChars);
    }
    if (cascade != null) {
      cascade.write(root.putObject("cascade"));
    }
    Files.writeString(
        pathFor(model), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
  }
}
