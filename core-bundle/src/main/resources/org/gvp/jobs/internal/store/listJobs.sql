-- listJobs: a page of jobs. {arms} are limited and ordered pages of the open and of the ended jobs
-- (listOpenJobs, listStartedJobs, listEndedJobs); the details are joined outside of them, so that
-- no more of them are read than the page has rows. A reason is that of the last run that a row of
-- the history tells of; what finished needs none.
select u.id, d.name, t.job_type, t.custom_type, u.status::text as status, u.priority, d.created_at,
       u.run_at, u.start_time, u.finish_time, d.media_type, d.reference_id,
       null::text as parameters, null::text as configuration, u.attempts, u.actions,
       u.failed_actions, h.reason
from (
{arms}
) u
left join gvp_jobs.job_detail d on d.id = u.id
left join gvp_jobs.job_type t on t.id = u.type_id
left join lateral (
  select coalesce(x.reason, x.code) as reason
  from gvp_jobs.job_history x
  where x.job_id = u.id and u.status <> 'Finished'
  order by x.token desc limit 1) h on true
order by u.id {order}
limit {limit}
