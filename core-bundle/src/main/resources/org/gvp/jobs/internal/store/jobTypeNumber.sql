-- jobTypeNumber: the number of a type, made if it is new.
select gvp_jobs.job_type_id(:jobType, :customType)
