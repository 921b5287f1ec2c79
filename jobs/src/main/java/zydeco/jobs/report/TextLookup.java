package zydeco.jobs.report;

import java.util.List;
import java.util.Map;

/** Reads the texts of a few documents again from the build's inputs. */
@FunctionalInterface
public interface TextLookup {

  /**
   * Where a document stands.
   *
   * @param id 32 hexadecimal digits
   * @param source the source's name
   * @param file as the ledger names it
   * @param row in the file, or -1
   * @param bytes of UTF-8, as they were read: a text of another length is not the document's
   */
  record Place(String id, String source, String file, long row, long bytes) {}

  /** The texts by id; a text that cannot be had is left out. */
  Map<String, String> texts(List<Place> places);
}
