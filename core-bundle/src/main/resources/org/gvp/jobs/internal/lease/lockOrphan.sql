-- lockOrphan: the job as it stands, if it is still held by that start of a daemon.
select id, token, status, actions, stop_requested, suspect, crashes, attempts
from gvp_jobs.job_open where id = :job and owner = :owner
for update
