package zydeco.classifiers.onnx;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import zydeco.classifiers.ModelException;
import zydeco.pipeline.recipe.RecipeException;

/**
 * How an ONNX classifier wants its text and what its numbers mean: the file {@code NAME.card.json}
 * beside {@code NAME.onnx}. {@code docs/models.md} describes every key.
 *
 * @param sha256 of the model file, or null: any
 * @param tokenizer file name beside the card
 * @param tokenizerSha256 of the tokenizer file, or null: any
 * @param maxTokens longest input, special tokens included; what is over is cut off
 * @param maxChars code points of a text that are looked at, 0: all
 * @param pair the first text of a pair whose second is the document, or null: documents alone
 * @param idsInput input for token ids, of type int64 or int32
 * @param maskInput input for the attention mask, or null: none
 * @param typesInput input for the token types, or null: none
 * @param output name of the output
 * @param kind what the output means
 * @param pooling which token's output counts where the output has one row a token
 * @param labels names of the classes, empty: none
 * @param positive place of the label whose number is the score, -1: of the winner
 * @param clip smallest and largest score, or null: not clipped
 * @param cuts of a regression: where the labels part, one fewer than labels; empty: labels stand
 *     for 0, 1, 2...
 */
public record ModelCard(
    String sha256,
    String tokenizer,
    String tokenizerSha256,
    int maxTokens,
    int maxChars,
    String pair,
    String idsInput,
    String maskInput,
    String typesInput,
    String output,
    Kind kind,
    Pooling pooling,
    List<String> labels,
    int positive,
    Clip clip,
    List<Double> cuts)
    implements Serializable {

  /** What the numbers of the output mean. */
  public enum Kind {
    /**
     * One number, the score itself. Labels, if any, part at the cuts; without cuts they stand for
     * 0, 1, 2..., and the score is rounded half to even.
     */
    REGRESSION,
    /** One logit; the score is its sigmoid. Of two labels the second counts from 0.5. */
    SIGMOID,
    /** A logit a label; the score is the softmax probability of the positive label. */
    SOFTMAX,
    /** A logit a label; the score is the logit of the positive label. */
    LABEL
  }

  /** Which token's output counts. */
  public enum Pooling {
    /** The output has no row a token. */
    NONE,
    FIRST,
    MEAN
  }

  /** Smallest and largest score. */
  public record Clip(double min, double max) implements Serializable {}

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final Set<String> KEYS =
      Set.of(
          "name",
          "sha256",
          "tokenizer",
          "tokenizer-sha256",
          "max-tokens",
          "max-chars",
          "pair",
          "inputs",
          "output",
          "labels",
          "positive",
          "clip",
          "cuts",
          "cascade",
          "about");

  /** The classifiers whose cards come with the program. */
  public static final List<String> PRESETS =
      List.of("fineweb-edu", "nemotron-edu", "nvidia-quality", "domain");

  /** The card of a model file: its name with {@code .card.json} for {@code .onnx}. */
  public static Path pathFor(Path model) {
    String name = model.getFileName().toString();
    String stem = name.endsWith(".onnx") ? name.substring(0, name.length() - 5) : name;
    return model.resolveSibling(stem + ".card.json");
  }

  /** Reads a card. Throws ModelException where it is missing or wrong. */
  public static ModelCard read(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new ModelException(
          file.toString(),
          "the model card cannot be read (" + e + ")",
          "Put NAME.card.json beside NAME.onnx; docs/models.md says what it holds.",
          e);
    }
    return parse(file.toString(), text);
  }

  /** The card of a preset, one of {@link #PRESETS}. */
  public static ModelCard preset(String name) {
    String file = "presets/" + name + ".card.json";
    try (InputStream in = ModelCard.class.getResourceAsStream(file)) {
      return parse(file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ModelCard parse(String file, String text) {
    try {
      JsonNode root = JSON.readTree(text);
      Reader card = new Reader(file, root, "");
      card.allow(KEYS);
      Reader inputs = card.object("inputs", Set.of("ids", "mask", "types"));
      Reader output = card.object("output", Set.of("name", "kind", "pooling"));
      Kind kind = output.word("kind", Kind.class);
      List<String> labels = card.words("labels");
      ModelCard made =
          new ModelCard(
              card.text("sha256", null),
              card.text("tokenizer", "tokenizer.json"),
              card.text("tokenizer-sha256", null),
              card.count("max-tokens", 0),
              card.count("max-chars", 0),
              card.text("pair", null),
              inputs.text("ids", "input_ids"),
              inputs.text("mask", null),
              inputs.text("types", null),
              output.text("name", "logits"),
              kind,
              output.has("pooling") ? output.word("pooling", Pooling.class) : Pooling.NONE,
              labels,
              card.positive(labels),
              card.clip(),
              card.numbers("cuts"));
      card.check(made);
      return made;
    } catch (JsonProcessingException e) {
      throw new ModelException(
          file, "the model card is not JSON (" + e.getOriginalMessage() + ")", "Mend it.", e);
    }
  }

  /** The same card with another limit. */
  public ModelCard withMaxTokens(int tokens) {
    return new ModelCard(
        sha256,
        tokenizer,
        tokenizerSha256,
        tokens,
        maxChars,
        pair,
        idsInput,
        maskInput,
        typesInput,
        output,
        kind,
        pooling,
        labels,
        positive,
        clip,
        cuts);
  }

  /** One object of the card, read key by key. */
  private record Reader(String file, JsonNode node, String where) {

    ModelException wrong(String key, String why) {
      return new ModelException(
          file, "'" + where + key + "' " + why, "docs/models.md describes the card.");
    }

    void allow(Set<String> keys) {
      if (node == null || !node.isObject()) {
        throw new ModelException(
            file, "the model card is not a JSON object", "docs/models.md describes the card.");
      }
      for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
        String name = names.next();
        if (!keys.contains(name)) {
          String near = RecipeException.nearest(name, keys);
          throw wrong(name, "is no key of a card" + (near == null ? "" : "; nearest is " + near));
        }
      }
    }

    boolean has(String key) {
      return node.hasNonNull(key);
    }

    Reader object(String key, Set<String> keys) {
      JsonNode child = node.get(key);
      if (child == null || !child.isObject()) {
        throw wrong(key, child == null ? "is missing" : "is not an object");
      }
      Reader reader = new Reader(file, child, where + key + ".");
      reader.allow(keys);
      return reader;
    }

    String text(String key, String otherwise) {
      if (!has(key)) {
        return otherwise;
      }
      if (!node.get(key).isTextual()) {
        throw wrong(key, "is not a string");
      }
      return node.get(key).asText();
    }

    int count(String key, int otherwise) {
      if (!has(key)) {
        return otherwise;
      }
      JsonNode value = node.get(key);
      if (!value.isInt() || value.asInt() < 1) {
        throw wrong(key, "is not a whole number from 1");
      }
      return value.asInt();
    }

    <T extends Enum<T>> T word(String key, Class<T> type) {
      String word = text(key, "");
      for (T value : type.getEnumConstants()) {
        if (value.name().toLowerCase(java.util.Locale.ROOT).equals(word)) {
          return value;
        }
      }
      throw wrong(
          key,
          "is '"
              + word
              + "', none of "
              + java.util.Arrays.toString(type.getEnumConstants())
                  .toLowerCase(java.util.Locale.ROOT));
    }

    List<String> words(String key) {
      List<String> words = new ArrayList<>();
      if (has(key)) {
        if (!node.get(key).isArray()) {
          throw wrong(key, "is not a list");
        }
        node.get(key).forEach(word -> words.add(word.asText()));
      }
      if (words.size() != Set.copyOf(words).size()) {
        throw wrong(key, "has a name twice");
      }
      return List.copyOf(words);
    }

    List<Double> numbers(String key) {
      List<Double> numbers = new ArrayList<>();
      if (has(key)) {
        if (!node.get(key).isArray()) {
          throw wrong(key, "is not a list");
        }
        for (JsonNode number : node.get(key)) {
          if (!number.isNumber()) {
            throw wrong(key, "is not a list of numbers");
          }
          numbers.add(number.asDouble());
        }
      }
      return List.copyOf(numbers);
    }

    int positive(List<String> labels) {
      String positive = text("positive", null);
      if (positive != null && !labels.contains(positive)) {
        throw wrong("positive", "is '" + positive + "', which is none of the labels");
      }
      return positive == null ? -1 : labels.indexOf(positive);
    }

    Clip clip() {
      if (!has("clip")) {
        return null;
      }
      List<Double> clip = numbers("clip");
      if (clip.size() != 2 || clip.get(0) > clip.get(1)) {
        throw wrong("clip", "is not a list of two numbers, the smaller first");
      }
      return new Clip(clip.get(0), clip.get(1));
    }

    void check(ModelCard card) {
      if (card.maxTokens == 0) {
        throw wrong("max-tokens", "is missing");
      }
      if (card.kind == Kind.SOFTMAX && card.positive < 0) {
        throw wrong("positive", "is missing: which label's probability is the score");
      }
      if (!card.cuts.isEmpty() && card.cuts.size() + 1 != card.labels.size()) {
        throw wrong("cuts", "are " + card.cuts.size() + " for " + card.labels.size() + " labels");
      }
      if (!card.cuts.equals(card.cuts.stream().sorted().toList())) {
        throw wrong("cuts", "do not rise");
      }
      if (card.kind == Kind.LABEL && card.labels.size() < 2) {
        throw wrong("labels", "are missing");
      }
      if (card.kind == Kind.SIGMOID && !card.labels.isEmpty() && card.labels.size() != 2) {
        throw wrong("labels", "are " + card.labels.size() + "; a sigmoid has two or none");
      }
    }
  }
}
