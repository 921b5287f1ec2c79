/** The index behind {@code ./zydeco near}: band keys and texts in Lucene, asked without Spark. */
package zydeco.dedup.near;
