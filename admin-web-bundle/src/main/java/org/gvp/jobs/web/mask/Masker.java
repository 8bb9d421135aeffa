package org.gvp.jobs.web.mask;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;

/**
 * Takes secrets out of what jobs carry, before anybody sees it: by the names of keys at any depth,
 * by the shapes of values, and within strings that hold JSON. What cannot be read is hidden as a
 * whole. Thread-safe.
 */
public final class Masker {
  private static final MaskedJson HIDDEN = new MaskedJson("\"hidden: masking failed\"");
  private static final int MAX_DEPTH_OF_STRINGS = 4;

  /** JSON without its secrets; null stays null. */
  public MaskedJson json(String json) {
    if (json == null) {
      return null;
    }
    try {
      return new MaskedJson(masked(json, 0));
    } catch (IOException | RuntimeException e) {
      return HIDDEN; // without the cause: it would quote what must not be seen
    }
  }

  /** Text, an error's say, without its secrets; null stays null. */
  public String text(String text) {
    return text == null ? null : Secrets.mask(text);
  }

  private static String masked(String json, int depth) throws IOException {
    StringWriter out = new StringWriter(json.length());
    try (JsonParser parser = JsonStream.FACTORY.createParser(json);
        JsonGenerator generator = JsonStream.FACTORY.createGenerator(out)) {
      while (parser.nextToken() != null) {
        mask(parser, generator, depth);
      }
    }
    return out.toString();
  }

  private static void mask(JsonParser parser, JsonGenerator generator, int depth)
      throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      generator.writeFieldName(Secrets.mask(name));
      if (Secrets.isKey(name)) {
        maskValue(parser, generator);
      }
    } else if (token == JsonToken.VALUE_STRING) {
      generator.writeString(string(parser.getText(), depth));
    } else if (token.isNumeric() && Secrets.isCard(parser.getText())) {
      generator.writeString(Secrets.MASK);
    } else {
      JsonStream.copy(parser, generator);
    }
  }

  /** A secret's value, whatever it is: an object under a secret's key is one as a whole. */
  private static void maskValue(JsonParser parser, JsonGenerator generator) throws IOException {
    JsonToken value = parser.nextToken();
    if (value == JsonToken.VALUE_NULL || value.isBoolean()) {
      JsonStream.copy(parser, generator); // whether there is one is no secret
    } else {
      parser.skipChildren();
      generator.writeString(Secrets.MASK);
    }
  }

  private static String string(String text, int depth) throws IOException {
    String stripped = text.strip();
    boolean json = stripped.startsWith("{") || stripped.startsWith("[");
    if (json && depth < MAX_DEPTH_OF_STRINGS) {
      try {
        return masked(stripped, depth + 1);
      } catch (IOException e) {
        return Secrets.mask(text); // looks like JSON, and is none
      }
    }
    return Secrets.mask(text);
  }
}
