package zydeco.tokenize.mixture;

import java.io.Serializable;

/**
 * What a plan asks of one source.
 *
 * @param weight as the recipe gives it; NaN where it gives none
 * @param asked share of the corpus, 0 to 1
 * @param target tokens, with one end-of-text a document
 * @param epochs target over what the source holds; 0 where it holds nothing
 * @param whole epochs that take every document
 * @param rest tokens of the target that remain for a last epoch of a part of the documents
 */
public record SourceShare(
    String name, double weight, double asked, long target, double epochs, int whole, long rest)
    implements Serializable {}
