-- readDetails: what the producers said about jobs just claimed. First and last prune partitions.
select id, name, created_at, media_type, reference_id, parameters, configuration
from gvp_jobs.job_detail
where id = any(:ids) and id between :first and :last
