-- findAbandoned: jobs whose producer never published them.
select j.id, j.token from gvp_jobs.job_open j join gvp_jobs.job_detail d on d.id = j.id
where j.unusual and j.status = 'Creating' and j.owner is null and j.run_at = 'infinity'
  and d.created_at < coalesce(:now::timestamptz, clock_timestamp()) - interval '24 hours'
limit 500
