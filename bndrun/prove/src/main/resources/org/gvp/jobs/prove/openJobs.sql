-- openJobs: what has not ended although there was time, with whom it waits for.
select format('job %s is still %s%s: token %s, run at %s', j.id, j.status,
  coalesce(' on ' || j.node, ''), j.token, coalesce(j.run_at::text, 'never'))
from gvp_jobs.job j
where j.id = any(?) and j.status not in ('Finished', 'Fail')
order by j.id
