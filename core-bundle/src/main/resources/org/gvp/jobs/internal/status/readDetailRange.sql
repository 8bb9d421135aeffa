-- readDetailRange: what readDetails answers, for jobs whose ids stand so close together that reading
-- all between is cheaper than to look for each.
select id, name, created_at, media_type, reference_id, parameters, configuration
from gvp_jobs.job_detail
where id between :first and :last
