/**
 * Reading sources into documents, and small typed Parquet tables, in plain Java: no Spark session
 * is needed. Files are reached through {@link zydeco.pipeline.corpus.Storage}.
 */
package zydeco.pipeline.corpus;
