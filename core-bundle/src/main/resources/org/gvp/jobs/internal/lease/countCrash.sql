-- countCrash: before the job fails, so that it ends with all of them.
update gvp_jobs.job_open set crashes = crashes + 1 where id = :job and token = :token
