/** The demo's corpus: ranked sources of real pages, made from documentation jars. */
package zydeco.jobs.demo;
