package org.gvp.jobs.agents.updatepurchases;

/** The statements. What is due is judged by MiB's own clock. */
final class PurchaseSql {
  /** A purchase {@code p} that is due: 10 is Trial, 8 Canceling. */
  private static final String IS_DUE =
      """
      (p.status_id = 10 and p.date_end <= statement_timestamp()
       or p.status_id = 8 and (p.date_end is null or p.date_end <= statement_timestamp()))
      """;

  /** The purchases that are due: all or the one with that number, at most so many. */
  static final String DUE =
      """
      select p.id, p.status_id, p.product_name, u.unique_id,
        to_char(p.date_end at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as date_end
      from mib.gvp_users_purchases p join mib.gvp_users u on u.id = p.user_id
      where p.status_id in (8, 10) and p.id = coalesce(?::bigint, p.id) and
      """
          + IS_DUE
          + "order by p.date_end nulls first, p.id limit ?";

  /** Changes the status if it is the expected one and due, with history and user's timestamp. */
  static final String CHANGE =
      """
      with changed as (
        update mib.gvp_users_purchases p set status_id = ?, last_update = clock_timestamp()
        where p.id = ? and p.status_id = ? and
      """
          + IS_DUE
          + """
        returning p.id, p.user_id
      ), touched as (
        update mib.gvp_users u
        set changed_at = greatest(clock_timestamp(), u.changed_at + interval '1 microsecond')
        from changed where u.id = changed.user_id
      )
      insert into mib.gvp_users_purchases_history
        (purchase_id, at, from_status_id, to_status_id, changed_by)
      select id, clock_timestamp(), ?, ?, 'gvp.gal.productsintegration' from changed
      """;

  /** What a purchase is in. */
  static final String STATUS = "select status_id from mib.gvp_users_purchases where id = ?";

  private PurchaseSql() {}
}
