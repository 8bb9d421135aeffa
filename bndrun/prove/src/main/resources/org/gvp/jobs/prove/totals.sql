-- totals: how many jobs and actions there are and are done, how many attempts that took, how many of
-- those never came to an end, and the seconds from the first job created to the last one ended.
with asked as materialized (
  select ?::bigint[] as ids
), job as materialized (
  select j.id, j.status, j.created_at, j.finish_time
  from asked, gvp_jobs.job j where j.id = any(asked.ids)
), action as (
  select count(*) as all, count(*) filter (where a.status = 'Finished') as done
  from asked, gvp_jobs.job_action a where a.job_id = any(asked.ids)
), attempt as (
  select count(*) as all, count(*) filter (where not exists (
    select from sandbox.effect x
    where x.job_id = e.job_id and x.action_no = e.action_no and x.peer = 'probe'
      and x.phase = 'end' and x.token = e.token and x.attempt = e.attempt)) as cut_off
  from asked, sandbox.effect e
  where e.job_id = any(asked.ids) and e.peer = 'probe' and e.phase = 'start'
)
select (select count(*) from job), (select count(*) from job where status = 'Finished'),
  action.all, action.done, attempt.all, attempt.cut_off,
  (select coalesce(extract(epoch from max(finish_time) - min(created_at)), 0) from job)
from action, attempt
