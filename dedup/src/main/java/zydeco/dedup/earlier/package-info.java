/** Deduplication against earlier builds: what a build publishes, and how a later one ranks it. */
package zydeco.dedup.earlier;
