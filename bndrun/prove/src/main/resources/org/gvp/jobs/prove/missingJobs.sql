-- missingJobs: what the producer was told is created, and is not there.
select format('job %s is not in the register', job)
from unnest(?::bigint[]) as accepted(job)
where not exists (select from gvp_jobs.job j where j.id = job)
order by job
