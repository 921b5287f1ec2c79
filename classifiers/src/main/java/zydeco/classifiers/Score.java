package zydeco.classifiers;

/**
 * What a classifier says of a text.
 *
 * @param value the score, finite, rounded to six decimals
 * @param label the class, or null where the model's card names none
 */
public record Score(double value, String label) {}
