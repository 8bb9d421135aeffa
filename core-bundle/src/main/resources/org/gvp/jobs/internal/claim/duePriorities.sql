-- duePriorities: the priorities at which a type has a job due, the most urgent first. Ten probes of
-- the claim index.
select p from generate_series(0, 9) p
where exists (
  select from gvp_jobs.job_open o
  where o.type_id = :type and o.priority = p and o.run_at <= coalesce(:now::timestamptz, now())
    and o.owner is null and o.plan_version <= :planVersion)
order by p
