/**
 * Judgements that compare documents: the stages, and how well a run of them found what it should. A
 * text becomes a signature and its bands keys ({@code minhash}); documents that share a key are
 * joined into clusters ({@code cluster}); of each it is decided who stays ({@code survivors}), also
 * against earlier builds ({@code earlier}). Parts of texts are compared by themselves ({@code
 * passage}). All of that is plain Java but for what moves rows.
 */
package zydeco.dedup;
