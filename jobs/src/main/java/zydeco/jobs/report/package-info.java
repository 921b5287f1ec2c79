/** What a finished build tells people: report.json, and report.html made of it. */
package zydeco.jobs.report;
