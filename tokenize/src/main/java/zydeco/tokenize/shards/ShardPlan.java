package zydeco.tokenize.shards;

import java.io.Serializable;
import java.util.List;

/** Everything that a task must know to put documents into shards. */
record ShardPlan(
    ShardSettings settings,
    List<String> sources,
    Selection selection,
    ShardName.Index index,
    String fingerprint,
    String folder)
    implements Serializable {}
