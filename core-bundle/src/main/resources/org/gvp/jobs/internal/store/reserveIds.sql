-- reserveIds: ids for so many jobs, and when they are created.
select array_agg(nextval('gvp_jobs.job_id')) as ids, clock_timestamp() as now
from generate_series(1, :count)
