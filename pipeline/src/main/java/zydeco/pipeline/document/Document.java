package zydeco.pipeline.document;

/**
 * One text with its provenance.
 *
 * @param source the name of the source in the recipe
 * @param originId the input's own id as it stands there, or null
 * @param text valid UTF-8; never changed in place
 * @param url where the text was found, or null
 * @param date as the input writes it, or null
 * @param metadata every other field of the input as one JSON object, "{}" where there is none
 */
public record Document(
    String source, String originId, byte[] text, String url, String date, String metadata) {

  /** The input's own id where it names the document; null where there is none, or a blank one. */
  public String ownId() {
    return originId == null || originId.isBlank() ? null : originId;
  }

  /** The same document with another text. */
  public Document withText(byte[] changed) {
    return new Document(source, originId, changed, url, date, metadata);
  }
}
