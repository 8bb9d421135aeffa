package org.gvp.jobs.platform.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.gvp.jobs.platform.galnorth.Film;

/** The bodies of GAL North's contract. */
final class FilmJson {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  private FilmJson() {}

  /** The body of a request; what is not known is left out. */
  static byte[] write(Film film) {
    ObjectNode body = MAPPER.createObjectNode();
    put(body, "title", film.title());
    put(body, "originalTitle", film.originalTitle());
    put(body, "releaseDate", film.releaseDate());
    if (film.runningTimeMin() != null) {
      body.put("runningTimeMin", film.runningTimeMin());
    }
    put(body, "rating", film.rating());
    put(body, "genre", film.genre());
    put(body, "director", film.director());
    put(body, "distributor", film.distributor());
    if (film.imdbRating() != null) {
      body.put("imdbRating", film.imdbRating());
    }
    put(body, "licenceStart", film.licenceStart());
    put(body, "licenceEnd", film.licenceEnd());
    put(body, "contentHash", film.contentHash());
    try {
      return MAPPER.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("film " + film.uniqueId() + " cannot be written as JSON", e);
    }
  }

  private static void put(ObjectNode body, String name, Object value) {
    if (value != null) {
      body.put(name, value.toString());
    }
  }

  /** An answer's body; an empty object where it is none. */
  static JsonNode read(byte[] body) {
    try {
      JsonNode node = MAPPER.readTree(body);
      return node != null && node.isObject() ? node : MAPPER.createObjectNode();
    } catch (IOException e) {
      return MAPPER.createObjectNode();
    }
  }
}
