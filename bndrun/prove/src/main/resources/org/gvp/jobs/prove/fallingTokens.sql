-- fallingTokens: along a job's runs, and along its effects in the register's own database, the token
-- only rises.
with jobs as materialized (
  select ?::bigint[] as ids
), steps as (
  select r.job_id, r.token, 'its runs' as what,
         lag(r.token) over (partition by r.job_id order by r.claimed_at, r.token) as before
  from jobs, gvp_jobs.job_run r where r.job_id = any(jobs.ids)
  union all
  select e.job_id, e.token, 'its effects',
         lag(e.token) over (partition by e.job_id order by e.at, e.id)
  from jobs, sandbox.effect e
  where e.job_id = any(jobs.ids) and e.peer = 'probe' and e.phase = 'accepted'
)
select format('job %s has token %s after %s in %s', job_id, token, before, what)
from steps where token < before
order by job_id
