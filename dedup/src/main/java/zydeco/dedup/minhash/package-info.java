/**
 * Signatures of texts: shingles, the kernels that take least hashes of them, the schemes and
 * presets that say how, and the bands whose keys near texts share. Knows no Spark.
 */
package zydeco.dedup.minhash;
