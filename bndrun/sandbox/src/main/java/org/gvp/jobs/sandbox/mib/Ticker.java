package org.gvp.jobs.sandbox.mib;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Random;
import javax.sql.DataSource;

/**
 * The world going on: at every tick some users begin a trial, some cancel, and editors work on some
 * films. However many daemons tick, the database sees one tick per interval. It never moves a
 * purchase that is, or has been, the agents' to move, and it waits for no lock, so that it can be
 * in nobody's way.
 */
public final class Ticker {
  /**
   * What a tick did.
   *
   * @param trials trials begun
   * @param cancellations active purchases that were cancelled
   * @param films films edited
   */
  public record Tick(int trials, int cancellations, int films) {
    /** Another daemon has ticked within the interval. */
    public static final Tick NONE = new Tick(0, 0, 0);
  }

  private static final int TRIALS = 4;
  private static final int CANCELLATIONS = 3;
  private static final int FILMS = 3;

  /** New trials and cancellations fall due this soon, at the latest. */
  private static final int DUE_WITHIN_SECONDS = 20;

  private static final String TAKE_TURN =
      """
      update sandbox.made_by set ticked_at = ?
      where filled_at is not null and (ticked_at is null or ticked_at <= ?)
        and pg_try_advisory_xact_lock(1735813487, 3)
      """;

  private static final String BEGIN_TRIAL =
      """
      insert into mib.gvp_users_purchases (id, transaction_hash, user_id, product_type, product_id,
        product_name, payment_type, status_id, price, date_start, date_end, device_type_id,
        auto_renew, last_update)
      select n.id, md5('sandbox ' || n.id), u.id, 'Subscription', s.id, s.name, 'Billing', 10,
        s.price, n.at - make_interval(days => s.trial_days), n.at + make_interval(secs => ?), 1,
        true, n.at
      from (select max(id) + 1 as id, ?::timestamptz as at from mib.gvp_users_purchases) n,
        (select id from mib.gvp_users where id >= ? order by id limit 1) u,
        (select * from mib.gvp_subscriptions where active and trial_days > 0
         order by id offset ? limit 1) s
      """;

  /** A purchase with a history has been through an agent's hands, or is cancelled already. */
  private static final String CANCEL =
      """
      with chosen as (
        select p.id, p.user_id from mib.gvp_users_purchases p join mib.gvp_users u on u.id = p.user_id
        where p.status_id = 9 and p.product_type = 'Subscription' and p.date_end > ?
          and not exists (
            select from mib.gvp_users_purchases_history h where h.purchase_id = p.id)
        order by p.date_end limit 1
        for no key update of p, u skip locked),
      cancelled as (
        update mib.gvp_users_purchases p
        set status_id = 8, date_end = ?, auto_renew = false, last_update = ?
        from chosen c where p.id = c.id returning p.id),
      told as (
        insert into mib.gvp_users_purchases_history
          (purchase_id, at, from_status_id, to_status_id, changed_by)
        select id, ?, 9, 8, 'sandbox: the user' from cancelled)
      update mib.gvp_users u set changed_at = ? from chosen c where u.id = c.user_id
      """;

  /** A licence only ever grows, so that every edit makes a content that was not there before. */
  private static final String EDIT_FILM =
      """
      update mib.movie set last_update = ?,
        licence_end = coalesce(licence_end, ?) + make_interval(days => ?),
        imdb_rating = least(9.9, coalesce(imdb_rating, 5.0) + 0.1)
      where id in (
        select id from mib.movie where id >= ? and status = 'Available in Stock' order by id limit 1
        for no key update skip locked)
      """;

  private final DataSource pool;
  private final Clock clock;
  private final Duration interval;
  private final Random random;

  /**
   * Ticks on that database.
   *
   * @param interval the least time from a tick to the next, whichever daemon does it
   * @param random chooses users and films
   */
  public Ticker(DataSource pool, Clock clock, Duration interval, Random random) {
    this.pool = pool;
    this.clock = clock;
    this.interval = interval;
    this.random = random;
  }

  /** Ticks once, unless the interval since the last tick is not over. */
  public Tick tick() throws SQLException {
    Instant now = clock.instant();
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try {
        Tick tick = takeTurn(connection, now) ? work(connection, now) : Tick.NONE;
        connection.commit();
        return tick;
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      }
    }
  }

  private boolean takeTurn(Connection connection, Instant now) throws SQLException {
    return run(connection, TAKE_TURN, now, now.minus(interval)) == 1;
  }

  private Tick work(Connection connection, Instant now) throws SQLException {
    int trials = 0;
    int cancellations = 0;
    int films = 0;
    int subscriptions = tryableSubscriptions(connection);
    for (int i = 0; i < TRIALS && subscriptions > 0; i++) {
      int user = 1 + random.nextInt(People.COUNT);
      int subscription = random.nextInt(subscriptions);
      trials += run(connection, BEGIN_TRIAL, dueWithin(), now, user, subscription);
    }
    for (int i = 0; i < CANCELLATIONS; i++) {
      Instant end = now.plusSeconds(dueWithin());
      cancellations += run(connection, CANCEL, now, end, now, now, now);
    }
    for (int i = 0; i < FILMS; i++) {
      films += run(connection, EDIT_FILM, now, now, 1 + random.nextInt(30), anyFilm());
    }
    return new Tick(trials, cancellations, films);
  }

  private int anyFilm() {
    return 1 + random.nextInt(3_000);
  }

  private int dueWithin() {
    return 1 + random.nextInt(DUE_WITHIN_SECONDS);
  }

  private static int tryableSubscriptions(Connection connection) throws SQLException {
    try (PreparedStatement count =
            connection.prepareStatement(
                "select count(*) from mib.gvp_subscriptions where active and trial_days > 0");
        ResultSet rows = count.executeQuery()) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static int run(Connection connection, String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        Object value = values[i];
        statement.setObject(
            i + 1,
            value instanceof Instant at ? OffsetDateTime.ofInstant(at, ZoneOffset.UTC) : value);
      }
      return statement.executeUpdate();
    }
  }
}
