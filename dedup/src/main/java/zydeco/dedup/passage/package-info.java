/**
 * Parts of texts that occur more than once: what of a text is compared, which occurrence stays, and
 * how the others are cut out.
 */
package zydeco.dedup.passage;
