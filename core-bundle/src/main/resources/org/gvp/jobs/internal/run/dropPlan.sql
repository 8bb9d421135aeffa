-- dropPlan: what a listing that was cut off has left behind.
delete from gvp_jobs.action where job_id = :job
