/** Changes to one text: line rules, runs of characters, fix-ups, personal data. */
package zydeco.filters.rewrite;
