package org.gvp.jobs.web.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.gvp.jobs.web.mask.MaskedJson;

/** Writes JSON field by field; nulls are written, so that every answer has every field. */
public final class Json {
  /** Writes into an object that is open. */
  @FunctionalInterface
  public interface Body {
    /** Writes the fields. */
    void write(Json json) throws IOException;
  }

  private static final JsonFactory FACTORY = new JsonFactory();

  private final JsonGenerator generator;

  private Json(JsonGenerator generator) {
    this.generator = generator;
  }

  /** An object as text. */
  public static String object(Body body) {
    StringWriter out = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(out)) {
      generator.writeStartObject();
      body.write(new Json(generator));
      generator.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("JSON could not be written to memory", e);
    }
    return out.toString();
  }

  Json put(String name, String value) throws IOException {
    generator.writeStringField(name, value);
    return this;
  }

  Json put(String name, Object value) throws IOException {
    return put(name, value == null ? null : value.toString());
  }

  Json put(String name, Instant value) throws IOException {
    return put(name, value == null ? null : value.toString());
  }

  Json put(String name, boolean value) throws IOException {
    generator.writeBooleanField(name, value);
    return this;
  }

  Json put(String name, long value) throws IOException {
    generator.writeNumberField(name, value);
    return this;
  }

  Json put(String name, Long value) throws IOException {
    generator.writeFieldName(name);
    if (value == null) {
      generator.writeNull();
    } else {
      generator.writeNumber(value);
    }
    return this;
  }

  Json put(String name, Integer value) throws IOException {
    return put(name, value == null ? null : Long.valueOf(value));
  }

  Json put(String name, MaskedJson value) throws IOException {
    generator.writeFieldName(name);
    if (value == null) {
      generator.writeNull();
    } else {
      generator.writeRawValue(value.compact());
    }
    return this;
  }

  Json object(String name, Body body) throws IOException {
    generator.writeObjectFieldStart(name);
    body.write(this);
    generator.writeEndObject();
    return this;
  }

  <T> Json list(String name, Iterable<T> values, Item<T> item) throws IOException {
    generator.writeArrayFieldStart(name);
    for (T value : values) {
      generator.writeStartObject();
      item.write(this, value);
      generator.writeEndObject();
    }
    generator.writeEndArray();
    return this;
  }

  Json texts(String name, Iterable<String> values) throws IOException {
    generator.writeArrayFieldStart(name);
    for (String value : values) {
      generator.writeString(value);
    }
    generator.writeEndArray();
    return this;
  }

  /** Writes an element of a list. */
  @FunctionalInterface
  interface Item<T> {
    void write(Json json, T value) throws IOException;
  }
}
