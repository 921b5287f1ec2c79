/** Personal data in texts: where it stands, how much there is, what stands in its place. */
package zydeco.filters.pii;
