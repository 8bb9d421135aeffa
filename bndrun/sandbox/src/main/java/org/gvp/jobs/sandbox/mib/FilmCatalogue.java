package org.gvp.jobs.sandbox.mib;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The films of {@code movies.csv} as rows of {@code mib.movie}. A value that cannot be understood
 * is left out; a film never is.
 */
final class FilmCatalogue {
  private static final int SEED = 1895;

  /** Of so many films one is not for sale yet, or not any more. */
  private static final int NOT_IN_STOCK = 16;

  private static final List<String> OTHER_AREAS =
      List.of("Quality Area", "Preparation Area", "Quarantine Area", "Quality Area");

  /**
   * A film.
   *
   * @param status the area that it is in
   */
  record Film(
      long id,
      String uniqueId,
      String title,
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

    boolean inStock() {
      return status.equals("Available in Stock");
    }
  }

  private final Random random = new Random(SEED);
  private final Instant now;

  private FilmCatalogue(Instant now) {
    this.now = now;
  }

  /** The films, with licences and updates around {@code now}. */
  static List<Film> read(String csv, Instant now) {
    FilmCatalogue catalogue = new FilmCatalogue(now);
    List<List<String>> records = Csv.parse(csv);
    List<Film> films = new ArrayList<>();
    for (int i = 1; i < records.size(); i++) {
      films.add(catalogue.film(i, records.get(i)));
    }
    return films;
  }

  private Film film(int id, List<String> fields) {
    String title = text(fields, 0);
    Instant start = random.nextInt(20) == 0 ? null : past(1000);
    Instant end = random.nextInt(20) == 0 ? null : now.plus(Duration.ofDays(30 + days(1000)));
    return new Film(
        id,
        "MOV%06d".formatted(id),
        title == null ? "(film " + id + " without title)" : title,
        id % NOT_IN_STOCK == 0
            ? OTHER_AREAS.get(id / NOT_IN_STOCK % OTHER_AREAS.size())
            : "Available in Stock",
        date(text(fields, 1)),
        wholeNumber(text(fields, 2)),
        text(fields, 3),
        text(fields, 4),
        text(fields, 5),
        text(fields, 6),
        rating(text(fields, 7)),
        start,
        end,
        past(400));
  }

  private static String text(List<String> fields, int index) {
    String field = index < fields.size() ? fields.get(index) : "";
    return field.isBlank() ? null : field;
  }

  private static LocalDate date(String text) {
    try {
      return text == null ? null : LocalDate.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static Integer wholeNumber(String text) {
    try {
      return text == null ? null : Integer.valueOf(text.strip());
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static BigDecimal rating(String text) {
    try {
      BigDecimal rating = text == null ? null : new BigDecimal(text.strip());
      return rating == null || rating.abs().compareTo(new BigDecimal(99)) > 0 ? null : rating;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private Instant past(int days) {
    return now.minus(Duration.ofMinutes(1L + random.nextInt(days * 24 * 60)));
  }

  private int days(int bound) {
    return random.nextInt(bound);
  }
}
