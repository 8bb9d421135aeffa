-- listRuns: the newest entries of a job's history, newest first; the caller turns them round.
select r.job_id, r.token, r.claimed_at, r.ended_at, r.from_status::text as from_status,
       r.to_status::text as to_status, r.cause, r.node, r.agent, r.code, r.reason
from gvp_jobs.job_run r
where r.job_id = :id
order by r.token desc, r.claimed_at desc
limit {limit}
