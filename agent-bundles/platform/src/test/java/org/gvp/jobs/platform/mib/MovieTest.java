package org.gvp.jobs.platform.mib;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.gvp.jobs.platform.internal.TestPlatform;
import org.gvp.jobs.platform.testsupport.MibDatabase;
import org.junit.jupiter.api.Test;

class MovieTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void the_hash_is_that_of_the_documented_text() throws Exception {
    Movie movie = movie("The Night Train", null, null, 118, null, new BigDecimal("7.0"), null);
    String text = "film/1\ntitle:15:The Night Train\nrunningTimeMin:3:118\nimdbRating:1:7\n";

    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));

    assertThat(movie.contentHash()).isEqualTo(HexFormat.of().formatHex(digest));
  }

  @Test
  void the_hash_of_a_film_never_changes_between_releases() {
    Movie movie =
        movie("Été", "Summer", LocalDate.of(1960, 7, 1), 90, "R", new BigDecimal("10.0"), START);

    assertThat(movie.contentHash())
        .isEqualTo("247ded6c3f972a21a8c2983941a2f2bc2b0bb3b8bc5239695806eb98fc714b9a");
  }

  @Test
  void every_part_of_the_content_counts_and_no_two_can_be_taken_for_each_other() {
    Set<String> hashes = new HashSet<>();
    hashes.add(movie("a", null, null, null, null, null, null).contentHash());
    hashes.add(movie("b", null, null, null, null, null, null).contentHash());
    hashes.add(movie("a", "", null, null, null, null, null).contentHash());
    hashes.add(movie("a", "b", null, null, null, null, null).contentHash());
    hashes.add(movie("a\noriginalTitle:1:b", null, null, null, null, null, null).contentHash());
    hashes.add(movie("a", null, LocalDate.EPOCH, null, null, null, null).contentHash());
    hashes.add(movie("a", null, null, 1, null, null, null).contentHash());
    hashes.add(movie("a", null, null, null, "1", null, null).contentHash());
    hashes.add(movie("a", null, null, null, null, BigDecimal.ONE, null).contentHash());
    hashes.add(movie("a", null, null, null, null, null, START).contentHash());

    assertThat(hashes).hasSize(10);
  }

  @Test
  void numbers_of_another_scale_are_the_same_content() {
    assertThat(movie("a", null, null, null, null, new BigDecimal("10.0"), null).contentHash())
        .isEqualTo(movie("a", null, null, null, null, new BigDecimal("10"), null).contentHash());
  }

  @Test
  void odd_rows_are_read_with_what_makes_no_sense_left_out() throws Exception {
    try (MibDatabase database = new MibDatabase()) {
      database.execute(
          """
          insert into mib.movie (id, unique_id, title, source, status, release_date, imdb_rating,
            licence_start, licence_end, last_update)
          values (1, 'M1', '', 's', 'Available in Stock', 'infinity', 'NaN', '-infinity', 'infinity',
            '2026-01-01 12:00:00.123456+02')
          """);
      TestPlatform.mib(database, true)
          .query(
              "select " + Movie.COLUMNS + " from mib.movie m",
              row -> {
                assertThat(Movie.of(row))
                    .isEqualTo(
                        new Movie(
                            1,
                            "M1",
                            "",
                            null,
                            "Available in Stock",
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            Instant.parse("2026-01-01T10:00:00.123456Z")));
                return true;
              });
    }
  }

  @Test
  void labels_are_no_longer_than_the_register_takes() {
    assertThat(Labels.of("x".repeat(200))).hasSize(200);
    assertThat(Labels.of("x".repeat(201))).hasSize(200).endsWith("x…");
    assertThat(Labels.of("x".repeat(198) + "🎬🎬")).isEqualTo("x".repeat(198) + "…");
  }

  private static Movie movie(
      String title,
      String originalTitle,
      LocalDate releaseDate,
      Integer runningTimeMin,
      String rating,
      BigDecimal imdbRating,
      Instant licenceStart) {
    return new Movie(
        1,
        "M1",
        title,
        originalTitle,
        Movie.IN_STOCK,
        releaseDate,
        runningTimeMin,
        rating,
        null,
        null,
        null,
        imdbRating,
        licenceStart,
        null,
        START);
  }
}
