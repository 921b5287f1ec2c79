/**
 * Who of a cluster stays: ranks, protection, verification of each removal against its own survivor,
 * and the guard that stops a build in which a source loses too much.
 */
package zydeco.dedup.survivors;
