-- lockOrphan: the job as it stands, if it is still held by that start of a daemon. One that a paused
-- daemon has locked must not hold up the others; it comes next time.
select id, token, status, actions, stop_requested, suspect, crashes, attempts
from gvp_jobs.job_open where id = :job and owner = :owner
for update skip locked
