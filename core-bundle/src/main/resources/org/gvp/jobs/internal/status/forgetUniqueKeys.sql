-- forgetUniqueKeys: frees the unique keys of jobs that have ended.
delete from gvp_jobs.job_unique_key where job_id = any(:jobs)
