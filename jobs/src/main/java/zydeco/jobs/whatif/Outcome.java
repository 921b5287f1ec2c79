package zydeco.jobs.whatif;

import zydeco.pipeline.stage.Reason;

/** What becomes of a document under the changed checks. */
sealed interface Outcome {

  /** It was never read as a document. */
  record Unreadable() implements Outcome {}

  /** It is kept. */
  record Kept() implements Outcome {}

  /** It is dropped. */
  record Dropped(Reason reason) implements Outcome {}

  /** It comes to a stage that never looked at it: only a rebuild can tell. */
  record Undecided(String stage) implements Outcome {}

  /** It comes to a stage that compares documents and has not decided yet. */
  record Waiting(int step) implements Outcome {}
}
