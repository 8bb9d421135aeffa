-- singleAction: how a job that is its own action stood after the attempt before.
select null as key, r.seq, r.attempt, r.retries, r.generation, r.status, r.start_date, r.end_date,
  r.results, r.checkpoint
from gvp_jobs.action_result r
where r.job_id = :job and r.action_no = 0
order by r.seq desc limit 1
