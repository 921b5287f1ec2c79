/**
 * From band keys to clusters: stars of documents that share a sorted key, joined by union-find
 * where they fit in memory and by rounds of large and small stars beyond that.
 */
package zydeco.dedup.cluster;
