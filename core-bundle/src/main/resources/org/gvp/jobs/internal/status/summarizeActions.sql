-- summarizeActions: how all actions of one job stand, and the first one that is in trouble.
with a as (
  select a.action_no, a.label, r.status, r.next_try, r.reason
  from gvp_jobs.action a
  left join lateral (
    select x.status, x.next_try, x.reason from gvp_jobs.action_result x
    where x.job_id = a.job_id and x.action_no = a.action_no
    order by x.seq desc limit 1) r on true
  where a.job_id = :job
), s as (
  select count(*) as total,
    count(*) filter (where status = 'Finished') as finished,
    count(*) filter (where status = 'Fail') as failed,
    count(*) filter (where status = 'Error') as error,
    min(next_try) filter (where status = 'Error') as next_retry,
    count(*) filter (where status is null or status in ('Waiting', 'Started')) as waiting,
    min(coalesce(next_try, '-infinity')) filter (where status is null or status in ('Waiting', 'Started'))
      as next_later,
    coalesce(min(action_no) filter (where status is null or status not in ('Finished', 'Fail')) - 1,
      max(action_no), 0) as frontier,
    min(action_no) filter (where status in ('Fail', 'Error')) as trouble_no
  from a
)
select total, finished, failed, error, next_retry, waiting, nullif(next_later, '-infinity') as next_later,
  frontier,
  (select '#' || a.action_no || coalesce(' ' || a.label, '') || ': ' || coalesce(a.reason, 'no reason given')
   from a where a.action_no = s.trouble_no) as trouble
from s
