-- dueKeys: the keys of which a blocked job has become due since the last look.
select distinct key_hash from gvp_jobs.job_open
where blocked and run_at > :since and run_at <= :now
