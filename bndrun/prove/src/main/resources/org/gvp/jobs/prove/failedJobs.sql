-- failedJobs: no action is told to fail, so a job that did has lost its tries to faults that are not
-- its own. The third crash of a begun suspect alone is a good reason to give up.
select format('job %s is Fail: %s', j.id, coalesce((
  select concat_ws(' ', r.cause, r.code, r.reason) from gvp_jobs.job_run r
  where r.job_id = j.id and r.to_status = 'Fail' order by r.token desc limit 1), 'no run says why'))
from gvp_jobs.job j
where j.id = any(?) and j.status = 'Fail' and j.crashes < 3
order by j.id
