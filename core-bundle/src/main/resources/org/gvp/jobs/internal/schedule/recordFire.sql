-- recordFire: what became of a fire. Its key lets only one daemon have it.
insert into gvp_jobs.schedule_fire (schedule, nominal_time, outcome, job_id, at, node)
values (:name, :nominal_time, :outcome, cast(:job_id as bigint),
        coalesce(:now, clock_timestamp()), :node)
on conflict (schedule, nominal_time) do nothing
