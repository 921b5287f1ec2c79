package zydeco.tokenize.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;

/**
 * The definition of a tokenizer for which control tokens that stand literally in a document are
 * text: a document that says {@code <|endoftext|>} must not end there.
 */
final class LiteralText {
  /*
   * Hugging Face tokenizers cut every added token out of the text before the model sees it. Those
   * marked special are left out of this definition; added tokens that are not special (runs of
   * blanks, |||EMAIL_ADDRESS|||) are part of how the tokenizer reads text and stay.
   *
   * On loading, an added token gets the id of the same entry of the model's vocabulary, and only
   * where there is none the next free id. Leaving some out would therefore move ids; so the ids of
   * those that stay are written into the vocabulary first. A BPE or WordPiece entry that no merge
   * makes is otherwise without effect. In Unigram and WordLevel models an entry is itself reachable
   * from text: there the control token's entry gets a name with noncharacters around it.
   */
  private static final String NONCHARACTER = "\uFDD0";

  private LiteralText() {}

  /** The definition without what cuts, fills up or frames a text. */
  static ObjectNode plain(ObjectNode root) {
    ObjectNode changed = root.deepCopy();
    changed.putNull("truncation");
    changed.putNull("padding");
    changed.putNull("post_processor");
    return changed;
  }

  static JsonNode withoutControlTokens(String name, ObjectNode root) {
    ObjectNode changed = plain(root);
    Set<String> control = new HashSet<>();
    ArrayNode kept = JsonNodeFactory.instance.arrayNode();
    for (JsonNode added : root.path("added_tokens")) {
      if (added.path("special").asBoolean()) {
        control.add(added.path("content").asText());
      } else {
        kept.add(added);
      }
    }
    changed.set("added_tokens", kept);
    switch (TokenizerFile.modelType(root)) {
      case "Unigram" -> keepUnigram(name, changed, kept, control);
      case "WordLevel" -> {
        keepIds(changed, kept);
        renameWords(changed, control);
      }
      default -> keepIds(changed, kept);
    }
    return changed;
  }

  private static void keepIds(ObjectNode root, ArrayNode kept) {
    ObjectNode vocab = (ObjectNode) root.path("model").path("vocab");
    for (JsonNode added : kept) {
      if (!vocab.has(added.path("content").asText())) {
        vocab.put(added.path("content").asText(), added.path("id").asInt());
      }
    }
  }

  private static void renameWords(ObjectNode root, Set<String> control) {
    ObjectNode vocab = (ObjectNode) root.path("model").path("vocab");
    String unknown = root.path("model").path("unk_token").asText();
    for (String token : control) {
      if (vocab.has(token) && !token.equals(unknown)) {
        vocab.set(NONCHARACTER + token + NONCHARACTER, vocab.remove(token));
      }
    }
  }

  private static void keepUnigram(
      String name, ObjectNode root, ArrayNode kept, Set<String> control) {
    ArrayNode vocab = (ArrayNode) root.path("model").path("vocab");
    Set<String> known = new HashSet<>();
    for (JsonNode entry : vocab) {
      String piece = entry.path(0).asText();
      known.add(piece);
      if (control.contains(piece)) {
        ((ArrayNode) entry).set(0, NONCHARACTER + piece + NONCHARACTER);
      }
    }
    int next = vocab.size();
    for (JsonNode added : kept) {
      if (!known.contains(added.path("content").asText()) && added.path("id").asInt() != next++) {
        throw new TokenizerException(
            name
                + " has the added token '"
                + added.path("content").asText()
                + "' behind control tokens",
            "List the added tokens that are not special first.");
      }
    }
  }
}
