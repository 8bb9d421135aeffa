-- forgetFires: fires of more than 90 days ago whose job is gone, or that had none. The last fire of a
-- schedule stays.
delete from gvp_jobs.schedule_fire x
where x.ctid = any(array(
  select f.ctid from gvp_jobs.schedule_fire f
  where f.at < coalesce(:now::timestamptz, clock_timestamp()) - interval '90 days'
    and exists (
      select from gvp_jobs.schedule_fire later
      where later.schedule = f.schedule and later.nominal_time > f.nominal_time)
    and not exists (select from gvp_jobs.job_open o where o.id = f.job_id)
    and not exists (select from gvp_jobs.job_ended e where e.id = f.job_id)
  limit {limit}))
