/**
 * Text to ids to mixture to packed shards: {@code text} turns documents into ids, {@code mixture}
 * says how many tokens of which source, {@code packing} lays documents into sequences, and {@code
 * shards} writes them for a trainer.
 */
package zydeco.tokenize;
