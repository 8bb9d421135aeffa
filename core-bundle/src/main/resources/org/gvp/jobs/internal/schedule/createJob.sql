-- In Creating: a daemon that has the type's agent claims it there and lists its actions; the
-- daemons are woken at the commit.
with detail as (
  insert into gvp_jobs.job_detail
    (id, created_at, run_at, name, schedule, parameters, configuration)
  select :id, coalesce(:now, clock_timestamp()), coalesce(:now, clock_timestamp()), :job_name,
         s.name, s.parameters, s.configuration
  from gvp_jobs.schedule s where s.name = :name
), open as (
  insert into gvp_jobs.job_open (id, run_at, type_id, status, priority, unusual)
  select :id, coalesce(:now, clock_timestamp()), s.type_id, 'Creating', 5, true
  from gvp_jobs.schedule s where s.name = :name
  returning type_id)
select pg_notify('gvp_jobs', type_id::text) from open
