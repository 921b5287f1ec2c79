/**
 * How texts are cut into words and sentences, as the origins cut them: English's rules of spaCy
 * here, its rules from files in {@code spacy}, languages of India in {@code indic}, Thai in {@code
 * thai}. {@link zydeco.filters.text.WordRules} chooses among them.
 */
package zydeco.filters.splitter;
