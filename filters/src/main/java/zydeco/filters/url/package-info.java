/** Lists of what a URL may not have: domains, whole URLs, words. */
package zydeco.filters.url;
