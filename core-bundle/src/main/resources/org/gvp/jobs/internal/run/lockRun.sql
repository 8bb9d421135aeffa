-- lockRun: keeps a rescuer out until the transaction ends; no row: the job is not ours any more.
select 1 from gvp_jobs.job_open where id = :job and token = :token for share
