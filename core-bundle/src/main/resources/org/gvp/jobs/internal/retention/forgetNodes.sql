-- forgetNodes: starts of daemons that were over 30 days ago, and before the oldest job that is kept
-- was created: no job can name them.
delete from gvp_jobs.node x
where x.incarnation = any(array(
  select n.incarnation from gvp_jobs.node n
  where n.revoked and n.lease_until < least(
      coalesce(:now::timestamptz, clock_timestamp()) - interval '30 days',
      (select d.created_at from gvp_jobs.job_detail d order by d.id limit 1))
    and not exists (select from gvp_jobs.claim_ledger l where l.owner = n.incarnation)
  limit {limit}))
