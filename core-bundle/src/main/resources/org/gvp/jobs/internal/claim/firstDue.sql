-- firstDue: for each priority the first job of a type that is due, from a mark on: before it are
-- only jobs that have been claimed, and perhaps their dead rows, which would have to be read again
-- and again. Ten probes of the claim index.
select m.no - 1 as priority, f.run_at, f.id
from unnest(:runAts::timestamptz[], :ids::bigint[]) with ordinality as m(run_at, id, no)
cross join lateral (
  select o.run_at, o.id from gvp_jobs.job_open o
  where o.type_id = :type and not o.suspect and not o.blocked
    and o.priority = (m.no - 1)::smallint
    and (o.run_at, o.id) > (coalesce(m.run_at, '-infinity'), m.id)
    and o.run_at <= coalesce(:now::timestamptz, now())
    and o.owner is null and o.plan_version <= :planVersion
  order by o.run_at, o.id
  limit 1) f
order by m.no
