package zydeco.tokenize.shards;

import java.io.Serializable;
import java.util.List;

/**
 * Everything that a task must know to put documents into the shards of one phase.
 *
 * @param parts of a shard of training that keep their order; 1 where it is random
 */
record ShardPlan(
    ShardSettings settings,
    List<String> sources,
    Selection selection,
    ShardName.Index index,
    String fingerprint,
    Folders folders,
    int parts)
    implements Serializable {}
