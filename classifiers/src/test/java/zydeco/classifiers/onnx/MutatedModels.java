package zydeco.classifiers.onnx;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import zydeco.classifiers.ModelException;
import zydeco.classifiers.ModelFile;
import zydeco.classifiers.UnscorableException;

/**
 * Opens, checks and uses damaged copies of a model, one after another; run in a process of its own,
 * because a native library may end it. Arguments: a folder, the first and the last seed.
 */
final class MutatedModels {
  private MutatedModels() {}

  public static void main(String[] args) throws Exception {
    Path model = TinyModels.file("tiny-bert.onnx");
    ModelCard card = ModelCard.read(ModelCard.pathFor(model));
    ModelFile tokenizer = ModelFile.of(model.resolveSibling(card.tokenizer()));
    byte[] whole = Files.readAllBytes(model);
    Path file = Path.of(args[0], "mutated.onnx");
    int used = 0;
    int refused = 0;
    for (int seed = Integer.parseInt(args[1]); seed < Integer.parseInt(args[2]); seed++) {
      System.out.println("seed " + seed);
      Files.write(file, mutated(whole, new Random(seed)));
      try {
        OnnxScorer scorer = OnnxScorer.open(ModelFile.of(file), tokenizer, card);
        scorer.check();
        scorer.score("The tide rises and falls.".getBytes(StandardCharsets.UTF_8));
        used++;
      } catch (ModelException | UnscorableException e) {
        refused++;
      }
    }
    System.out.println("used " + used + ", refused " + refused);
  }

  private static byte[] mutated(byte[] whole, Random random) {
    byte[] copy = whole.clone();
    int reach = random.nextInt(4) == 0 ? copy.length : 40_000;
    for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
      int at =
          random.nextBoolean() ? random.nextInt(reach) : copy.length - 1 - random.nextInt(reach);
      copy[at] ^= (byte) (1 << random.nextInt(8));
    }
    return copy;
  }
}
