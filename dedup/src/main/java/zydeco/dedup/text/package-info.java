/** Normal forms of texts, URLs and dates, as recipes name them. Depends on no other package. */
package zydeco.dedup.text;
