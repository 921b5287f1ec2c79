package zydeco.pipeline.stage;

/**
 * Why a document was dropped.
 *
 * @param stage the stage's name
 * @param rule the rule's name within the stage, such as {@code gopher-quality.word-count}
 * @param value what was measured
 * @param bound what was allowed, as {@link Bound} or the rule prints it
 */
public record Reason(String stage, String rule, double value, String bound) {}
