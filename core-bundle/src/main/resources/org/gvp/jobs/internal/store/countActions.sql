-- countActions: what became of a job's actions. A finished action is never performed again, so its
-- row counts as it stands; of failures only the last word counts, and they are few. The number of
-- failed ones of an ended job may be known although no result tells of them (see job_action).
with j as (
  select id, actions, status, null::integer as failed_actions, from_status
  from gvp_jobs.job_ended where id = :id
  union all
  select id, actions, status, null, null from gvp_jobs.job_open where id = :id
), r as (
  select count(*) filter (where x.status = 'Finished') as finished,
         count(*) filter (where x.status = 'Fail' and x.is_last) as failed,
         count(*) filter (where x.status = 'Error' and x.is_last) as error
  from (
    select a.status,
           case when a.status in ('Fail', 'Error') then not exists (
             select from gvp_jobs.action_result later
             where later.job_id = a.job_id and later.action_no = a.action_no
               and later.seq > a.seq) end as is_last
    from gvp_jobs.action_result a where a.job_id = :id) x
)
select coalesce(j.actions, case when j.status = 'Creating' or j.from_status = 'Creating'
                                then 0 else 1 end) as total,
       case when j.actions is null and j.status = 'Finished' and j.from_status = 'Started'
            then 1 else r.finished end as finished,
       case when j.actions is null and j.status = 'Fail' and j.from_status = 'Started'
            then 1 else r.failed end as failed,
       case when j.actions is null and j.status = 'Fail' then 0 else r.error end as error
from j, r
