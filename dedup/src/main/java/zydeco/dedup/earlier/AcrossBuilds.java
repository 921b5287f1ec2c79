package zydeco.dedup.earlier;

import zydeco.pipeline.stage.CorpusStage;

/** A stage that can be compared with earlier builds. */
public interface AcrossBuilds extends CorpusStage {
  /** What it leaves for later builds, and takes from earlier ones. */
  Across across();

  /** What its index holds. */
  Compared compared();
}
