package zydeco.tokenize.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** GPT-2's own two files, {@code vocab.json} and {@code merges.txt}, as one definition. */
final class Gpt2Folder {
  private static final String END = "<|endoftext|>";

  private Gpt2Folder() {}

  /** Throws TokenizerException where a file is missing or cut short. */
  static ObjectNode definition(Path folder) {
    ObjectMapper mapper = new ObjectMapper();
    try {
      JsonNode vocab = mapper.readTree(Files.readAllBytes(folder.resolve("vocab.json")));
      ObjectNode root = mapper.createObjectNode();
      root.put("version", "1.0").putNull("truncation").putNull("padding");
      ArrayNode added = root.putArray("added_tokens");
      if (vocab.has(END)) {
        added
            .addObject()
            .put("id", vocab.path(END).asInt())
            .put("content", END)
            .put("single_word", false)
            .put("lstrip", false)
            .put("rstrip", false)
            .put("normalized", false)
            .put("special", true);
      }
      root.putNull("normalizer");
      bytes(root.putObject("pre_tokenizer"));
      root.putNull("post_processor");
      bytes(root.putObject("decoder"));
      ObjectNode model = root.putObject("model").put("type", "BPE");
      model.set("vocab", vocab);
      ArrayNode merges = model.putArray("merges");
      for (String line : Files.readAllLines(folder.resolve("merges.txt"))) {
        if (!line.startsWith("#version") && !line.isBlank()) {
          merges.add(line);
        }
      }
      return root;
    } catch (IOException e) {
      throw new TokenizerException(
          folder + " holds no whole vocab.json and merges.txt: " + e.getMessage(),
          "Copy both files again, or give a tokenizer.json.");
    }
  }

  private static void bytes(ObjectNode part) {
    part.put("type", "ByteLevel").put("add_prefix_space", false);
    part.put("trim_offsets", true).put("use_regex", true);
  }
}
