/**
 * Judgements that compare documents. Shingles of a text become a MinHash {@code Signature}; its
 * bands become keys; documents that share a key are joined into clusters; {@code Survivors} decides
 * who stays. All of that is plain Java; the two stages and {@code BandEdges} are what knows Spark.
 */
package zydeco.dedup;
