-- claimDueJobs: takes the jobs of one type and priority that are due, those due longest first.
-- Suspects are left to claimSuspects.
-- By ctid, and with a literal limit: a join by id, or a limit as parameter, has plans that were
-- made on an empty register and read all of a full one. SKIP LOCKED, so that daemons do not wait
-- for each other. now() and not clock_timestamp(), which could not bound the index scan, and from
-- the first due job on, not from the dead rows before it. The ledger row is how a rescuer finds the
-- jobs of a lost daemon.
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
      where o.type_id = :type and not o.suspect and not o.blocked
        and o.priority = :priority
        and (o.run_at, o.id) >= (:firstRunAt::timestamptz, :firstId)
        and o.run_at <= coalesce(:now::timestamptz, now())
        and o.owner is null and o.plan_version <= :planVersion
      order by o.run_at, o.id
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
