package zydeco.classifiers.fasttext;

/**
 * A label and how probable the model holds it.
 *
 * @param label without the prefix {@code __label__}
 * @param probability 0 to 1.00001: fastText adds 0.00001 to each probability (with hierarchical
 *     softmax to each branch of the path), and so does this reader
 */
public record Prediction(String label, float probability) {}
