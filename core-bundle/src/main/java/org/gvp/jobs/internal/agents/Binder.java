package org.gvp.jobs.internal.agents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.LRUMap;
import com.fasterxml.jackson.databind.util.LookupCache;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Turns JSON into the types of one agent version. One mapper with a type cache of its own per
 * version: a shared cache would keep the class loaders of retired versions for ever. Thread-safe.
 */
public final class Binder {
  private final ObjectMapper mapper;

  /** For the types of that loader. */
  public Binder(ClassLoader loader) {
    mapper =
        JsonMapper.builder()
            .typeFactory(
                TypeFactory.defaultInstance()
                    .withCache(
                        (LookupCache<Object, JavaType>) new LRUMap<Object, JavaType>(16, 200))
                    .withClassLoader(loader))
            .build();
  }

  /**
   * The JSON text as that type; null for null.
   *
   * @param what what it is, for the message
   * @throws IllegalArgumentException if it does not fit; the message names the field
   */
  public <T> T read(String what, String json, Class<T> type) {
    if (json == null) {
      return null;
    }
    try {
      return mapper.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          what + field(e) + " does not fit: " + e.getOriginalMessage(), e);
    }
  }

  /**
   * Settings as that type; only those that the type names are looked at.
   *
   * @throws IllegalArgumentException if one does not fit; the message names it
   */
  public <T> T settings(Map<String, Object> settings, Class<T> type) {
    try {
      return mapper
          .copy()
          .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
          .convertValue(settings, type);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("settings do not fit: " + e.getMessage(), e);
    }
  }

  private static String field(JsonProcessingException e) {
    if (!(e instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()) {
      return "";
    }
    return mapping.getPath().stream()
        .map(p -> p.getFieldName() == null ? "[" + p.getIndex() + "]" : p.getFieldName())
        .collect(Collectors.joining(".", ": ", ""));
  }
}
