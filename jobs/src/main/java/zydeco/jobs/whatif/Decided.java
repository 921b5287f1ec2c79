package zydeco.jobs.whatif;

import java.util.Map;

/**
 * What a stage that compares documents says of those that come to it now.
 *
 * @param removed as copies
 * @param undecided those that it was never shown
 * @param newly by address, the rule and bound of those that it had not removed in the build
 */
record Decided(Places removed, Places undecided, Map<Long, String[]> newly) {}
