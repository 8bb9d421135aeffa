-- The first 200,000 end, each 77th as Fail. Somebody still looks at what was before, so that their
-- rows stay, dead, at the head of the claim index.
set session_replication_role = replica;
with gone as (delete from gvp_jobs.job_open where id <= 200000 returning *)
insert into gvp_jobs.job_ended (id, start_time, claimed_at, finish_time, type_id, owner, token,
  from_status, status, priority, plan_version, attempts, crashes)
select id, clock_timestamp(), clock_timestamp(), clock_timestamp(), type_id, 1, 2, 'Started',
  case when id % 77 = 0 then 'Fail' else 'Finished' end::gvp_jobs.job_status, priority, 0, 0, 0
from gone;
insert into gvp_jobs.job_history (job_id, token, claimed_at, ended_at, owner, from_status, to_status, cause)
select id, 1, clock_timestamp(), clock_timestamp(), 1, 'Started', 'Fail', 'failed'
from gvp_jobs.job_ended where status = 'Fail';
