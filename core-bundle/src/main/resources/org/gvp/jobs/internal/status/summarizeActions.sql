-- summarizeActions: how all actions of one job stand, and the first one that is in trouble. What
-- stands up to the frontier is known, and what has no result behind it has not been performed; so
-- only the results behind it are read. The ended ones that follow the frontier without a gap are
-- those whose number among the ended ones is their distance from it.
with latest as (
  select distinct on (r.action_no) r.action_no, r.status, r.next_try
  from gvp_jobs.action_result r
  where r.job_id = :job and r.action_no > :frontier
  order by r.action_no, r.seq desc
), ended as (
  select action_no, status,
    action_no - :frontier::integer = row_number() over (order by action_no) as without_gap
  from latest where status in ('Finished', 'Fail')
), e as (
  select count(*) as ended,
    count(*) filter (where status = 'Fail') as failed,
    count(*) filter (where without_gap) as further,
    count(*) filter (where without_gap and status = 'Fail') as failed_further
  from ended
), s as (
  select count(*) as touched,
    count(*) filter (where status = 'Error') as error,
    min(next_try) filter (where status = 'Error') as next_retry,
    count(*) filter (where status in ('Waiting', 'Started')) as put_off,
    min(coalesce(next_try, '-infinity')) filter (where status in ('Waiting', 'Started')) as next_later
  from latest
)
select :failed::integer + e.failed as failed, s.error, s.next_retry,
  :actions::integer - :frontier::integer - s.touched + s.put_off as waiting,
  case when :actions::integer - :frontier::integer = s.touched then nullif(s.next_later, '-infinity') end as next_later,
  :frontier::integer + e.further as frontier, :failed::integer + e.failed_further as failed_before,
  case when :failed::integer + e.failed + s.error > 0 then (
    select '#' || t.action_no || coalesce(' ' || a.label, '') || ': ' || coalesce(t.reason, 'no reason given')
    from (
      select r.action_no, r.reason from gvp_jobs.action_result r
      where r.job_id = :job and r.status in ('Fail', 'Error') and not exists (
        select from gvp_jobs.action_result later
        where later.job_id = r.job_id and later.action_no = r.action_no and later.seq > r.seq)
      order by r.action_no limit 1) t
    join gvp_jobs.action a on a.job_id = :job and a.action_no = t.action_no) end as trouble
from e, s
