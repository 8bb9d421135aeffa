-- claimAtOnce: what firstDue, claimDueJobs and readDetailRange do, in one statement that is a
-- transaction of its own: for jobs that have just become due on a daemon that waits for some, where
-- each way to the server and back would be felt. From the marks on, the most urgent first. Details
-- are looked up one by one: a join has a plan that was made on an empty register.
with claimed as (
  {{claimJobs}}
  where j.ctid = any(array(
      select f.ctid
      from unnest(:runAts::timestamptz[], :ids::bigint[]) with ordinality as m(run_at, id, no)
      cross join lateral (
        select o.ctid from gvp_jobs.job_open o
        where o.type_id = :type and not o.suspect and not o.blocked
          and o.priority = (m.no - 1)::smallint
          and (o.run_at, o.id) > (coalesce(m.run_at, '-infinity'), m.id)
          and o.run_at <= coalesce(:now::timestamptz, now())
          and o.owner is null and o.plan_version <= :planVersion
        order by o.run_at, o.id
        limit {limit}
        for update skip locked) f
      limit {limit}))
    and {{claimedJobs}}
), {{noteClaim}}
select c.*, d.*
from claimed c
cross join lateral (
  select name, created_at, media_type, reference_id, parameters, configuration
  from gvp_jobs.job_detail where id = c.id limit 1) d
order by c.id
