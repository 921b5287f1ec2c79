package zydeco.classifiers;

import java.io.Serializable;
import java.util.List;

/** A scorer that is not loaded yet: files and how to use them. Travels to executors. */
public interface ScorerSource extends Serializable {

  /** The files that must be readable where it is opened. */
  List<ModelFile> files();

  /** Whether its scores have labels. */
  boolean labelled();

  /**
   * Loads the model, or takes the one that this JVM has loaded. Throws ModelException where it
   * cannot be used.
   */
  TextScorer open();

  /** Loads the model and tries it. Throws ModelException where it cannot score. */
  void check();
}
