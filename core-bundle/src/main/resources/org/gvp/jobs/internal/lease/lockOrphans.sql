-- lockOrphans: the jobs as they stand, if they are still held by that start of a daemon. What a paused
-- daemon has locked must not hold up the others; it comes next time.
select j.id, j.token, j.status, j.actions, j.stop_requested, j.losses, j.crashes, j.attempts
from unnest(:jobs::bigint[], :owners::integer[]) x(id, owner)
join gvp_jobs.job_open j on j.id = x.id and j.owner = x.owner
order by j.id
for update of j skip locked
