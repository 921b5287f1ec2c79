/** Texts that share runs of words with evaluation sets: whole documents or the runs go. */
package zydeco.dedup.decontamination;
