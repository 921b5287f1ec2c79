package zydeco.tokenize.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A Hugging Face {@code tokenizer.json}: its bytes, its identity, and what its names mean. It
 * travels to executors; {@link #open} makes the working part there.
 */
public final class TokenizerFile implements Serializable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> MODELS =
      List.of("BPE", "Unigram", "WordPiece", "WordLevel", WorldFile.MODEL);
  private static final List<String> ENDS =
      List.of("<|endoftext|>", "<|end_of_text|>", "</s>", "<eos>", "[EOS]", "<|im_end|>");
  private static final List<String> PADS =
      List.of("<|padding|>", "<|pad|>", "<pad>", "[PAD]", "<|finetune_right_pad_id|>");

  private final String name;
  private final byte[] json;
  private final String sha256;
  private final int vocabulary;
  private final boolean literal;
  private transient Map<String, Integer> ids;

  private TokenizerFile(String name, byte[] json, boolean literal) {
    this.name = name;
    this.literal = literal;
    this.json = json;
    this.sha256 = sha256(json);
    JsonNode root = parse();
    checkModel(root);
    this.ids = idsOf(root);
    this.vocabulary = 1 + ids.values().stream().mapToInt(i -> i).max().orElse(-1);
  }

  /**
   * Reads and checks a file. Throws TokenizerException where it is missing, cut short, no
   * tokenizer, or of an unknown model type.
   */
  public static TokenizerFile read(Path path) {
    try {
      return Files.isDirectory(path)
          ? ofDefinition(path.toString(), Gpt2Folder.definition(path))
          : of(path.toString(), Files.readAllBytes(path));
    } catch (NoSuchFileException e) {
      throw new TokenizerException(
          "there is no file " + path, "Give the path of a tokenizer.json, relative to the recipe.");
    } catch (IOException e) {
      throw new TokenizerException(path + " cannot be read: " + e, "Make it readable.");
    }
  }

  /** The same, of bytes already read; the name is for complaints. */
  public static TokenizerFile of(String name, byte[] json) {
    if (name.endsWith(".model")) {
      return ofDefinition(name, SentencePieceFile.definition(name, json));
    }
    if (label(name).matches("rwkv_vocab.*\\.txt")) {
      return ofDefinition(name, WorldFile.definition(name, json));
    }
    return new TokenizerFile(name, json.clone(), true);
  }

  private static TokenizerFile ofDefinition(String name, ObjectNode definition) {
    return new TokenizerFile(name, definition.toString().getBytes(StandardCharsets.UTF_8), true);
  }

  private JsonNode parse() {
    try {
      JsonNode root = JSON.readTree(json);
      if (root == null || !root.path("model").isObject()) {
        throw new TokenizerException(
            name + " is no tokenizer.json: it has no 'model'",
            "Give the file that the Hugging Face tokenizers library writes.");
      }
      return root;
    } catch (JsonProcessingException e) {
      throw new TokenizerException(
          name + " is no whole JSON: " + e.getOriginalMessage(), "Copy the file again.");
    } catch (IOException e) {
      throw new TokenizerException(name + " cannot be read: " + e, "Copy the file again.");
    }
  }

  private void checkModel(JsonNode root) {
    String type = modelType(root);
    if (!MODELS.contains(type)) {
      throw new TokenizerException(
          name
              + " has the model type '"
              + type
              + "', which is none of "
              + String.join(", ", MODELS),
          "Give a tokenizer of one of these types.");
    }
    if (root.path("model").path("vocab").isEmpty()) {
      throw new TokenizerException(
          name + " has an empty vocabulary", "Give a tokenizer that has been trained.");
    }
  }

  /** Old files do not say BPE, but have merges. */
  static String modelType(JsonNode root) {
    JsonNode model = root.path("model");
    return model.path("type").asText(model.has("merges") ? "BPE" : "");
  }

  private static Map<String, Integer> idsOf(JsonNode root) {
    Map<String, Integer> ids = new HashMap<>();
    JsonNode vocab = root.path("model").path("vocab");
    if (vocab.isArray()) {
      for (int i = 0; i < vocab.size(); i++) {
        ids.put(vocab.get(i).path(0).asText(), i);
      }
    } else {
      vocab.properties().forEach(e -> ids.put(e.getKey(), e.getValue().asInt()));
    }
    for (JsonNode added : root.path("added_tokens")) {
      ids.put(added.path("content").asText(), added.path("id").asInt());
    }
    return ids;
  }

  private Map<String, Integer> ids() {
    if (ids == null) {
      ids = idsOf(parse());
    }
    return ids;
  }

  /** The id of a token by its exact content. */
  public OptionalInt id(String token) {
    Integer id = ids().get(token);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /**
   * The id that ends a document: a number itself, though a digit is a token, too; else of the named
   * token, or where the name is null of the first of the usual names that the vocabulary has.
   */
  public int endOfText(String nameOrNull) {
    return resolve("end-of-text", nameOrNull, ENDS)
        .orElseThrow(
            () ->
                new TokenizerException(
                    name + " has none of " + String.join(", ", ENDS),
                    "Name the token that ends a document: 'end-of-text: TOKEN'."));
  }

  /** The id that fills a sequence up; where nothing usual is found, the end of text. */
  public int padding(String nameOrNull, int endOfText) {
    return resolve("padding", nameOrNull, PADS).orElse(endOfText);
  }

  private OptionalInt resolve(String key, String wanted, List<String> usual) {
    if (wanted == null) {
      return usual.stream()
          .map(this::id)
          .filter(OptionalInt::isPresent)
          .findFirst()
          .orElse(OptionalInt.empty());
    }
    if (wanted.matches("\\d{1,9}") && Integer.parseInt(wanted) < vocabulary) {
      return OptionalInt.of(Integer.parseInt(wanted));
    }
    OptionalInt id = id(wanted);
    if (id.isEmpty()) {
      throw new TokenizerException(
          name + " has no token '" + wanted + "'",
          "Give '" + key + "' a token of its vocabulary, or an id below " + vocabulary + ".");
    }
    return id;
  }

  /**
   * The same, but special tokens that are written out in a text become the control tokens that they
   * name.
   */
  public TokenizerFile withControlTokens() {
    return new TokenizerFile(name, json, false);
  }

  /** Throws TokenizerException where the file does not load. */
  public void check() {
    if (!modelType(parse()).equals(WorldFile.MODEL)) {
      openLibrary().close();
    }
  }

  /** The file's name without its folder. */
  public String label() {
    return label(name);
  }

  private static String label(String name) {
    return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  }

  /** One more than the largest id. */
  public int vocabulary() {
    return vocabulary;
  }

  /** Of the file's bytes, 64 hexadecimal digits. */
  public String sha256() {
    return sha256;
  }

  /** Equal where every text has the same ids. */
  String identity() {
    return sha256 + (literal ? " literal" : " control");
  }

  public byte[] bytes() {
    return json.clone();
  }

  /** Makes a tokenizer for one thread. Throws TokenizerException where the file does not load. */
  public Tokenizer open() {
    JsonNode definition = definition();
    Tokenizer fast = fastOrNull(definition);
    return fast != null ? fast : DjlTokenizer.open(name, definition);
  }

  private Tokenizer fastOrNull(JsonNode definition) {
    if (modelType(definition).equals(WorldFile.MODEL)) {
      return new WorldTokenizer(definition);
    }
    Tokenizer bytes = ByteLevelBpe.ofOrNull(definition, () -> DjlTokenizer.open(name, definition));
    return bytes != null ? bytes : FallbackBpe.ofOrNull(definition);
  }

  /**
   * The tokenizer that the Hugging Face library makes of the file, for one thread. Throws
   * TokenizerException where it does not load.
   */
  public Tokenizer openLibrary() {
    return DjlTokenizer.open(name, definition());
  }

  /** Which code turns text into ids; the ids are the same. */
  public String path() {
    Tokenizer fast = fastOrNull(definition());
    if (fast instanceof WorldTokenizer) {
      return "greedy trie in Java";
    }
    return fast instanceof ByteLevelBpe
        ? "byte-level BPE in Java"
        : fast != null ? "BPE with byte fallback in Java" : "Hugging Face library";
  }

  private JsonNode definition() {
    ObjectNode root = (ObjectNode) parse();
    return literal ? LiteralText.withoutControlTokens(name, root) : LiteralText.plain(root);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
