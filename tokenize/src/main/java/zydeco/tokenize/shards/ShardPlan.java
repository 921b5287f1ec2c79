package zydeco.tokenize.shards;

import java.io.Serializable;
import java.util.List;

/** Everything that a task must know to put documents into the shards of one phase. */
record ShardPlan(
    ShardSettings settings,
    List<String> sources,
    Selection selection,
    ShardName.Index index,
    String fingerprint,
    Folders folders)
    implements Serializable {}
