/** The files that trainers read: one small writer a format, all fed with the same sequences. */
package zydeco.tokenize.formats;
