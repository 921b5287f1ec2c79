/** Decisions over the whole corpus that keep a share of documents by their scores. */
package zydeco.jobs.share;
