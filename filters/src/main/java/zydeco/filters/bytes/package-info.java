/**
 * What is known of bytes of UTF-8 without words: classes of code points, blanks, folding, sets and
 * hashes of ranges. Depends on no other package of filters.
 */
package zydeco.filters.bytes;
