/**
 * The vocabulary of a build: documents, sources, stages, recipes, passes, the ledger, the manifest.
 */
package zydeco.pipeline;
