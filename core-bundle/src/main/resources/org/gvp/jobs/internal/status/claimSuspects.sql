-- claimSuspects: what claimDueJobs does, for jobs that so many daemons in a row were lost with. They
-- are few, and read through in the order in which they are due.
with claimed as (
  update gvp_jobs.job_open j
  set status = case j.status when 'Creating' then j.status else 'Started' end,
      token = j.token + 1,
      owner = :owner,
      agent = :agent,
      claimed_at = coalesce(:now::timestamptz, clock_timestamp()),
      start_time = case j.status when 'Creating' then null
                   else coalesce(j.start_time, :now::timestamptz, clock_timestamp()) end
  where j.ctid = any(array(
      select o.ctid from gvp_jobs.job_open o
      where o.type_id = :type and o.suspect and not o.blocked
        and o.losses between :leastLosses and :mostLosses
        and o.run_at <= coalesce(:now::timestamptz, now())
        and o.owner is null and o.plan_version <= :planVersion
      order by o.priority, o.run_at, o.id
      limit {limit}
      for update skip locked))
    and exists (select from gvp_jobs.node n where n.incarnation = :owner and not n.revoked)
  returning j.id, j.token, j.status, j.run_at, j.start_time, j.priority, j.attempts,
    j.actions, j.frontier, j.failed, j.losses
), ledger as (
  insert into gvp_jobs.claim_ledger (owner, no, at, ids)
  select :owner, :claimNo, coalesce(:now::timestamptz, clock_timestamp()), array_agg(id)
  from claimed having count(*) > 0
)
select * from claimed
