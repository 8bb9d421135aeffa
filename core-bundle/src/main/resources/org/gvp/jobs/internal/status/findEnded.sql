-- findEnded: of these runs those whose end is on record as this daemon's: it was written, though
-- the answer to the commit was lost. A plain finish stands in job_ended alone. By key, one after the
-- other: with "exists or exists" the planner reads all that ever ended.
select x.id
from unnest(:jobs::bigint[], :tokens::integer[]) x(id, token)
cross join lateral (
  select from gvp_jobs.job_history h
  where h.job_id = x.id and h.token = x.token and h.owner = :owner
    and h.cause not in ('rescued', 'poison')
  limit 1) h
union
select x.id
from unnest(:jobs::bigint[], :tokens::integer[]) x(id, token)
cross join lateral (
  select from gvp_jobs.job_ended e
  where e.id = x.id and e.token = x.token + 1 and e.owner = :owner
  limit 1) e
