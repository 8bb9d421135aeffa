-- nextJobId: asked for first, because the fire's row names the job and decides whether there is one.
select nextval('gvp_jobs.job_id') as id
