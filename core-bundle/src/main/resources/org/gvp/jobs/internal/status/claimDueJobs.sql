-- claimDueJobs: takes the jobs of one type and priority that are due, those due longest first.
-- Suspects are left to claimSuspects.
-- By ctid, and with a literal limit: a join by id, or a limit as parameter, has plans that were
-- made on an empty register and read all of a full one. SKIP LOCKED, so that daemons do not wait
-- for each other. now() and not clock_timestamp(), which could not bound the index scan, and from
-- the first due job on, not from the dead rows before it.
with claimed as (
  {{claimJobs}}
  where j.ctid = any(array(
      select o.ctid from gvp_jobs.job_open o
      where o.type_id = :type and not o.suspect and not o.blocked
        and o.priority = :priority
        and (o.run_at, o.id) >= (:firstRunAt::timestamptz, :firstId)
        and o.run_at <= coalesce(:now::timestamptz, now())
        and o.owner is null and o.plan_version <= :planVersion
      order by o.run_at, o.id
      limit {limit}
      for update skip locked))
    and {{claimedJobs}}
), {{noteClaim}}
select * from claimed
