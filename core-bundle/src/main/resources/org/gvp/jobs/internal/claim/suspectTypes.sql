-- suspectTypes: of these types, those that have a suspect due.
select t.id from unnest(:types::integer[], :planVersions::integer[]) as t(id, plan_version)
where exists (
  select from gvp_jobs.job_open o
  where o.type_id = t.id and o.suspect and not o.blocked
    and o.run_at <= coalesce(:now::timestamptz, now())
    and o.owner is null and o.plan_version <= t.plan_version)
order by t.id
