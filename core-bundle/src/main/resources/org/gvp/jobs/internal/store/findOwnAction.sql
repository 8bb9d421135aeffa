-- findOwnAction: a job without a list is its own single action, number 0.
select a.job_id, a.action_no, a.action_type, a.label, a.media_type, a.reference_id,
       a.status::text as status, a.start_date, a.end_date, a.number_of_retries,
       a.parameters::text as parameters, a.results::text as results, a.attempt, a.code, a.reason,
       nullif(a.next_try, 'infinity') as next_try
from gvp_jobs.job_action a
where a.job_id = :id and a.action_no = 0
