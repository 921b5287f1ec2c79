package zydeco.pipeline.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Strings and numbers of a document's metadata, which is one JSON object. They are found token by
 * token, so that what else stands there costs no more than its bytes, however long it is.
 */
public final class MetadataFields {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private MetadataFields() {}

  /**
   * A string or a number.
   *
   * @param text of the string, or the number as it was written
   */
  public record Value(String text, boolean isNumber) {

    /** The number; NaN where it is a string, or too large for a double. */
    public double number() {
      double number = isNumber ? Double.parseDouble(text) : Double.NaN;
      return Double.isInfinite(number) ? Double.NaN : number;
    }
  }

  /** The strings and numbers among the object's own fields of some names, by name. */
  public static Map<String, Value> named(Set<String> names, String metadata) {
    Map<String, Value> found = new HashMap<>();
    try (JsonParser json = JSON.createParser(metadata)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        Value value = names.contains(name) ? value(json) : null;
        if (value != null) {
          found.put(name, value);
        }
        json.skipChildren();
      }
      return found;
    } catch (IOException e) {
      throw noObject(e);
    }
  }

  /** The string or number under a path of names into nested objects; null where there is none. */
  public static Value under(List<String> path, String metadata) {
    try (JsonParser json = JSON.createParser(metadata)) {
      json.nextToken();
      for (String name : path) {
        if (!enters(json, name)) {
          return null;
        }
      }
      return value(json);
    } catch (IOException e) {
      throw noObject(e);
    }
  }

  /** Goes to the value of a field of the object that begins here, if it is one that has it. */
  private static boolean enters(JsonParser json, String name) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      return false;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean here = json.currentName().equals(name);
      json.nextToken();
      if (here) {
        return true;
      }
      json.skipChildren();
    }
    return false;
  }

  private static Value value(JsonParser json) throws IOException {
    JsonToken token = json.currentToken();
    return token == JsonToken.VALUE_STRING || token.isNumeric()
        ? new Value(json.getText(), token.isNumeric())
        : null;
  }

  private static IllegalStateException noObject(IOException e) {
    return new IllegalStateException("a document's metadata is one JSON object", e);
  }
}
