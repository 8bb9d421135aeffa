package org.gvp.jobs.acceptance;

/** Questions to a sandbox's database whose answers tell whether anything was lost or done twice. */
final class Facts {
  /** How many films are in stock and not in GAL North's store, or the other way round. */
  static final String FILMS_THAT_DIFFER =
      """
      select count(*) from (
        select unique_id from mib.movie where status = 'Available in Stock') stock
      full join sandbox.gal_north_film north using (unique_id)
      where stock.unique_id is null or north.unique_id is null
      """;

  /** Films of which GAL North has accepted the same content twice. */
  static final String ACCEPTED_TWICE =
      """
      select idempotency_key, count(*) from sandbox.effect
      where peer = 'gal-north' and phase = 'accepted'
      group by idempotency_key having count(*) > 1
      """;

  /** Purchases that the agent has moved the same way twice. */
  static final String MOVED_TWICE =
      """
      select purchase_id, from_status_id, to_status_id, count(*)
      from mib.gvp_users_purchases_history where changed_by = 'gvp.gal.productsintegration'
      group by 1, 2, 3 having count(*) > 1
      """;

  /** Moves of purchases that actions say they made, less those that have a row of history. */
  static final String MOVES_WITHOUT_HISTORY =
      """
      select (select count(*) from gvp_jobs.job_action a join gvp_jobs.job j on j.id = a.job_id
              where j.job_type = 'ProductsIntegrationUpdatePurchases' and a.status = 'Finished'
                and a.results ->> 'to' is not null)
        - (select count(*) from mib.gvp_users_purchases_history
           where changed_by = 'gvp.gal.productsintegration')
      """;

  /** What GAL North has logged as a replay, and the actions that were told so: must be the same. */
  static final String REPLAYS_THAT_DIFFER =
      """
      select count(*) from (
        select distinct job_id, action_no from sandbox.effect
        where peer = 'gal-north' and phase = 'replay') logged
      full join (
        select a.job_id, a.action_no from gvp_jobs.job_action a
        where a.results ->> 'replayed' = 'true') told using (job_id, action_no)
      where logged.job_id is null or told.job_id is null
      """;

  /** Actions of those jobs whose end the probe has not logged. */
  static final String PROBES_WITHOUT_END =
      """
      select count(*) from gvp_jobs.job_action a
      where a.job_id = any(?) and not exists (
        select from sandbox.effect e
        where e.job_id = a.job_id and e.action_no = a.action_no
          and e.peer = 'probe' and e.phase = 'end' and e.detail ->> 'outcome' = 'done')
      """;

  private Facts() {}
}
