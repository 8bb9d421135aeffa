-- lockRuns: which of these jobs are still held under their token. The lock, in the order of ids,
-- keeps a rescuer out until the transaction ends, and lets agents' own transactions go on.
select j.id
from gvp_jobs.job_open j
join unnest(:jobs::bigint[], :tokens::integer[]) x(id, token) on j.id = x.id and j.token = x.token
order by j.id
for share of j
