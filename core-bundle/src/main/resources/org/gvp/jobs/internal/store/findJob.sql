-- findJob: the whole job, ended or not. The id reaches both arms of the view, so each is a look-up.
select j.id, j.name, j.job_type, j.custom_type, j.status::text as status, j.priority, j.created_at,
       j.run_at, j.start_time, j.finish_time, j.media_type, j.reference_id,
       j.parameters::text as parameters, j.configuration::text as configuration, j.attempts,
       j.actions, j.failed_actions
from gvp_jobs.job j
where j.id = :id
