package org.gvp.jobs.sandbox.mib;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.gvp.jobs.sandbox.SettableClock;
import org.gvp.jobs.sandbox.TestDatabase;
import org.gvp.jobs.sandbox.store.SandboxClaim;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MibFillTest {
  private static final Instant NOW = Instant.parse("2026-03-29T00:30:00Z");
  private static final Clock CLOCK = new SettableClock(NOW);
  private static final List<String> TABLES =
      List.of("movie", "gvp_users", "gvp_subscriptions", "gvp_users_purchases");

  private static TestDatabase database;

  @BeforeAll
  static void fill() throws SQLException {
    database = TestDatabase.empty();
    new SandboxClaim(database.dataSource()).claim();
    assertThat(new MibFill(database.dataSource(), CLOCK).fill()).isTrue();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void every_film_of_the_file_is_there() throws SQLException {
    assertThat(database.count("select count(*) from mib.movie")).isEqualTo(3_200);
    assertThat(database.count("select count(*) from mib.movie where status = 'Available in Stock'"))
        .isEqualTo(3_000);
  }

  @Test
  void films_keep_the_quirks_of_real_data() throws SQLException {
    assertThat(film("1408")).isEqualTo(1);
    assertThat(film("11:14")).isEqualTo(1);
    assertThat(film("First Love, Last Rites")).isEqualTo(1);
    assertThat(film("eXistenZ")).isEqualTo(1);
    assertThat(database.count("select count(distinct title) from mib.movie")).isEqualTo(3_176);
    assertThat(missing("running_time_min")).isEqualTo(1_992);
    assertThat(missing("director")).isEqualTo(1_330);
    assertThat(missing("imdb_rating")).isEqualTo(213);
    assertThat(database.ask("select max(release_date) from mib.movie")).isEqualTo("2046-12-31");
    assertThat(database.ask("select min(release_date) from mib.movie")).isEqualTo("1928-12-31");
  }

  @Test
  void a_film_whose_values_make_no_sense_is_kept_without_them() {
    String csv = "title,…\r\n1999,soon,long,R,,,\"Say \"\"hi\"\"\",superb\r\n,,,,,,,\n\"a\nb\"";
    List<FilmCatalogue.Film> films = FilmCatalogue.read(csv, NOW);
    assertThat(films).hasSize(3);
    FilmCatalogue.Film odd = films.get(0);
    assertThat(odd.title()).isEqualTo("1999");
    assertThat(odd.distributor()).isEqualTo("Say \"hi\"");
    assertThat(odd.releaseDate()).isNull();
    assertThat(odd.runningTimeMin()).isNull();
    assertThat(odd.imdbRating()).isNull();
    assertThat(films.get(1).title()).contains("without title");
    assertThat(films.get(2).title()).isEqualTo("a\nb");
  }

  @Test
  void purchases_come_in_a_mix_with_some_thousands_due() throws SQLException {
    assertThat(database.count("select count(*) from mib.gvp_users_purchases")).isEqualTo(50_000);
    assertThat(database.count("select count(distinct status_id) from mib.gvp_users_purchases"))
        .isEqualTo(11);
    assertThat(due(10)).isBetween(1_500L, 3_000L);
    assertThat(due(8)).isBetween(1_000L, 2_500L);
    assertThat(
            database.count(
                "select count(*) from mib.gvp_users_purchases where status_id = 9"
                    + " and date_end <= '2026-03-29T00:30Z'"))
        .isZero();
  }

  @Test
  void the_same_clock_gives_the_same_rows() throws SQLException {
    try (TestDatabase other = TestDatabase.empty()) {
      new SandboxClaim(other.dataSource()).claim();
      new MibFill(other.dataSource(), CLOCK).fill();
      for (String table : TABLES) {
        assertThat(digest(other, table)).as(table).isEqualTo(digest(database, table));
      }
    }
  }

  @Test
  void it_is_filled_once_however_many_daemons_start_together() throws Exception {
    try (TestDatabase other = TestDatabase.empty()) {
      new SandboxClaim(other.dataSource()).claim();
      MibFill fill = new MibFill(other.dataSource(), CLOCK);
      ExecutorService daemons = Executors.newFixedThreadPool(2);
      try {
        Future<Boolean> one = daemons.submit(fill::fill);
        Future<Boolean> two = daemons.submit(fill::fill);
        assertThat(List.of(one.get(), two.get())).containsExactlyInAnyOrder(true, false);
      } finally {
        daemons.shutdownNow();
      }
      SettableClock later = new SettableClock(NOW.plus(Duration.ofDays(1)));
      assertThat(new MibFill(other.dataSource(), later).fill()).isFalse();
      assertThat(digest(other, "movie")).isEqualTo(digest(database, "movie"));
    }
  }

  private static long film(String title) throws SQLException {
    return database.count("select count(*) from mib.movie where title = '" + title + "'");
  }

  private static long missing(String column) throws SQLException {
    return database.count("select count(*) from mib.movie where " + column + " is null");
  }

  private static long due(int status) throws SQLException {
    return database.count(
        "select count(*) from mib.gvp_users_purchases where status_id = "
            + status
            + " and (date_end is null or date_end <= '2026-03-29T00:30Z')");
  }

  private static String digest(TestDatabase of, String table) throws SQLException {
    return of.ask("select md5(string_agg(t::text, '|' order by id)) from mib." + table + " t");
  }
}
