/**
 * Texts of languages beside English: whose words are cut how, and what a rule set knows of them.
 */
package zydeco.filters.language;
