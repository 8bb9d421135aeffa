-- listActions: a page of a job's listed actions. {candidates} gives the numbers that can be on it,
-- in order; the status is worked out as in the view job_action, whose union could not be read in
-- the order of the numbers without reading all of it.
with o as (
  select id, status, token, actions from gvp_jobs.job_open where id = :id
)
select p.*
from (
  select a.job_id, a.action_no, a.action_type, a.label, a.media_type, a.reference_id,
         (case
           when r.status in ('Finished', 'Fail') then r.status
           when o.status = 'Stopped' then 'Stopped'
           when o.status = 'Started' and (r.token is null or r.token < o.token) and exists (
             select from gvp_jobs.action_begun b
             where b.job_id = a.job_id and b.token = o.token
               and a.action_no between b.first_no and b.last_no
               and (r.next_try is null or r.next_try <= b.at)) then 'Started'
           else coalesce(r.status, 'Waiting')
         end)::text as status,
         r.start_date, r.end_date, coalesce(r.retries, 0) as number_of_retries,
         a.parameters::text as parameters, r.results::text as results,
         coalesce(r.attempt, 0) as attempt, r.code, r.reason,
         nullif(r.next_try, 'infinity') as next_try
  from gvp_jobs.action a
  left join o on o.id = a.job_id
  left join lateral (
    select * from gvp_jobs.action_result x
    where x.job_id = a.job_id and x.action_no = a.action_no order by x.seq desc limit 1) r on true
  where a.job_id = :id and {candidates} and (o.id is null or o.actions is not null)
) p
where {status}
order by p.action_no {order}
limit {limit}
