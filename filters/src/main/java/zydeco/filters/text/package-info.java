/**
 * The lines, paragraphs, words and n-grams of one text, each found at most once: begin at {@link
 * zydeco.filters.text.Segments}.
 */
package zydeco.filters.text;
