-- hasOpenJob: whether a job of the schedule is open, by its latest fires: looking through all open
-- jobs would cost more the more there are.
select exists (
  select from (
    select f.job_id from gvp_jobs.schedule_fire f
    where f.schedule = :name and f.outcome = 'ran'
    order by f.nominal_time desc limit 100) ran
  join gvp_jobs.job_open o on o.id = ran.job_id) as open
