package zydeco.pipeline.stage;

import zydeco.pipeline.document.Document;

/** What a stage says of a document: it goes on, perhaps changed, or it is dropped for a reason. */
public sealed interface Verdict {

  /** The document goes on. */
  record Keep(Document document) implements Verdict {}

  /** The document ends here. */
  record Drop(Reason reason) implements Verdict {}
}
