-- In Creating: a daemon that has the type's agent claims it there and lists its actions.
with detail as (
  insert into gvp_jobs.job_detail
    (id, created_at, run_at, name, schedule, parameters, configuration)
  select :id, coalesce(:now, clock_timestamp()), coalesce(:now, clock_timestamp()), :job_name,
         s.name, s.parameters, s.configuration
  from gvp_jobs.schedule s where s.name = :name)
insert into gvp_jobs.job_open (id, run_at, type_id, status, priority, unusual)
select :id, coalesce(:now, clock_timestamp()), s.type_id, 'Creating', 5, true
from gvp_jobs.schedule s where s.name = :name
