-- findTypeIds: the types that a filter means; few, and known before the jobs are asked for, so
-- that they stand in that statement as literals.
select t.id
from gvp_jobs.job_type t
where (:jobType::text is null or t.job_type = :jobType)
  and (:customType::text is null or t.custom_type = :customType)
order by t.id
