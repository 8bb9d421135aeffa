-- readSingles: how jobs that are their own single action stand after the attempt before.
select x.id as job_id, r.seq, r.attempt, r.retries, r.generation, r.status, r.start_date, r.end_date,
  r.next_try, r.next_try is null or r.next_try <= coalesce(:now::timestamptz, clock_timestamp()) as due,
  r.reason, r.results, r.checkpoint
from unnest(:jobs::bigint[]) x(id)
cross join lateral (
  select * from gvp_jobs.action_result y
  where y.job_id = x.id and y.action_no = 0 and y.job_id between :first and :last
  order by y.seq desc limit 1) r
