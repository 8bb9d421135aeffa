package org.gvp.jobs.platform.mib;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.HexFormat;

/**
 * A film of MiB. What is not known is null.
 *
 * @param id its number: the reference id of media type {@value #MEDIA_TYPE}
 * @param uniqueId what the outside systems know it by
 * @param status the area that it is in
 * @param licenceStart null also where it has no beginning
 * @param licenceEnd null also where it has no end
 * @param lastUpdate when MiB changed it last
 */
public record Movie(
    long id,
    String uniqueId,
    String title,
    String originalTitle,
    String status,
    LocalDate releaseDate,
    Integer runningTimeMin,
    String rating,
    String genre,
    String director,
    String distributor,
    BigDecimal imdbRating,
    Instant licenceStart,
    Instant licenceEnd,
    Instant lastUpdate) {
  /** The media type of films. */
  public static final String MEDIA_TYPE = "Movie";

  /** The status of films that may be sold. */
  public static final String IN_STOCK = "Available in Stock";

  /**
   * The columns that {@link #of} reads, of {@code mib.movie m}. Infinite times and ratings that are
   * no number have no meaning outside PostgreSQL: they count as not known.
   */
  public static final String COLUMNS =
      """
      m.id, m.unique_id, m.title, m.original_title, m.status,
      case when isfinite(m.release_date) then m.release_date end as release_date,
      m.running_time_min, m.rating, m.genre, m.director, m.distributor,
      nullif(m.imdb_rating, 'NaN') as imdb_rating,
      case when isfinite(m.licence_start) then m.licence_start end as licence_start,
      case when isfinite(m.licence_end) then m.licence_end end as licence_end, m.last_update
      """;

  /** The film of a row with {@link #COLUMNS}. */
  public static Movie of(ResultSet row) throws SQLException {
    return new Movie(
        row.getLong("id"),
        row.getString("unique_id"),
        row.getString("title"),
        row.getString("original_title"),
        row.getString("status"),
        row.getObject("release_date", LocalDate.class),
        row.getObject("running_time_min", Integer.class),
        row.getString("rating"),
        row.getString("genre"),
        row.getString("director"),
        row.getString("distributor"),
        row.getBigDecimal("imdb_rating"),
        instant(row, "licence_start"),
        instant(row, "licence_end"),
        instant(row, "last_update"));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  /** Whether it may be sold. */
  public boolean inStock() {
    return IN_STOCK.equals(status);
  }

  /**
   * What names this content: the same for the same content, in any version of this code. SHA-256,
   * in hexadecimal, of the UTF-8 text
   *
   * <pre>
   * film/1
   * title:15:The Night Train
   * runningTimeMin:3:118
   * </pre>
   *
   * Each line ends with a line feed and has a field's name, the length of its value in bytes and
   * the value; fields that are not known have no line. The order is title, originalTitle,
   * releaseDate, runningTimeMin, rating, genre, director, distributor, imdbRating, licenceStart,
   * licenceEnd. Dates and times (in UTC) are written as in ISO 8601, numbers without trailing
   * zeros. Ids, status and the time of the last update are not part of the content.
   */
  public String contentHash() {
    StringBuilder text = new StringBuilder("film/1\n");
    add(text, "title", title);
    add(text, "originalTitle", originalTitle);
    add(text, "releaseDate", releaseDate);
    add(text, "runningTimeMin", runningTimeMin);
    add(text, "rating", rating);
    add(text, "genre", genre);
    add(text, "director", director);
    add(text, "distributor", distributor);
    add(
        text,
        "imdbRating",
        imdbRating == null ? null : imdbRating.stripTrailingZeros().toPlainString());
    add(text, "licenceStart", licenceStart);
    add(text, "licenceEnd", licenceEnd);
    return HexFormat.of().formatHex(sha256(text.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private static void add(StringBuilder text, String name, Object value) {
    if (value != null) {
      String written = value.toString();
      int length = written.getBytes(StandardCharsets.UTF_8).length;
      text.append(name).append(':').append(length).append(':').append(written).append('\n');
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256, but this one has not", e);
    }
  }
}
