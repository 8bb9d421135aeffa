-- claimSuspects: what claimDueJobs does, for jobs that so many daemons in a row were lost with. They
-- are few, and read through in the order in which they are due.
with claimed as (
  {{claimJobs}}
  where j.ctid = any(array(
      select o.ctid from gvp_jobs.job_open o
      where o.type_id = :type and o.suspect and not o.blocked
        and o.losses between :leastLosses and :mostLosses
        and o.run_at <= coalesce(:now::timestamptz, now())
        and o.owner is null and o.plan_version <= :planVersion
      order by o.priority, o.run_at, o.id
      limit {limit}
      for update skip locked))
    and {{claimedJobs}}
), {{noteClaim}}
select * from claimed
