-- noteBegun: short lists are not noted as begun before they are handed out; the rows of those that
-- last are added, for whoever looks at them. As of the claim: what was put off beyond it was not
-- handed out.
insert into gvp_jobs.action_begun (job_id, token, first_no, last_no, at)
select x.id, x.token, x.first_no, x.last_no, j.claimed_at
from unnest(:jobs::bigint[], :tokens::integer[], :firsts::integer[], :lasts::integer[])
  x(id, token, first_no, last_no)
join gvp_jobs.job_open j on j.id = x.id and j.token = x.token
on conflict do nothing
