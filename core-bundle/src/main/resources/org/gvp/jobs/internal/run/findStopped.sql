-- findStopped: of the jobs that run here, those that an operator wants stopped, and those that are
-- not ours any more.
select x.id, j.id is null as lost
from unnest(:jobs::bigint[], :tokens::integer[]) x(id, token)
left join gvp_jobs.job_open j on j.id = x.id and j.token = x.token
where j.id is null or j.stop_requested
