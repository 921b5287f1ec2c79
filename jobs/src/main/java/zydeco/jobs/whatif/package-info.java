/** What a build would have kept under other bounds, from its tables alone. */
package zydeco.jobs.whatif;
