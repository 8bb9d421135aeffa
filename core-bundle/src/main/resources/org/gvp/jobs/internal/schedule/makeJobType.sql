-- makeJobType: the number of the type that the schedule's jobs have, made if it is new.
insert into gvp_jobs.job_type (job_type, custom_type) values (:job_type, :custom_type)
on conflict (job_type, custom_type) do nothing
