package zydeco.tokenize.shards;

import zydeco.pipeline.text.Hash128;

/**
 * A document in a token file, without its ids.
 *
 * @param id the document's id
 * @param content the hash of its text
 * @param source the rank of its source in the recipe, 0 the first
 * @param pool what the mixture weighs it as, or -1: not at all
 * @param score that a curriculum orders by, or NaN
 * @param bytes of its UTF-8 text
 * @param tokens of it, without end-of-text
 */
public record TokenEntry(
    Hash128 id, Hash128 content, int source, int pool, double score, long bytes, int tokens) {}
