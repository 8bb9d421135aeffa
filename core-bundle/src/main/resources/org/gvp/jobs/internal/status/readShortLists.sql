-- readShortLists: the actions of jobs just claimed, behind the frontier of each, with how they
-- stand. A job under its first token has no results, and they are not looked for. First and last
-- prune partitions.
select a.job_id, a.action_no, a.action_type, a.label, a.media_type, a.reference_id, a.key,
  a.parameters, r.seq, r.attempt, r.retries, r.generation, r.status, r.start_date, r.end_date,
  r.next_try, r.next_try is null or r.next_try <= coalesce(:now::timestamptz, clock_timestamp()) as due,
  r.reason, r.results, r.checkpoint
from unnest(:jobs::bigint[], :frontiers::integer[], :tokens::integer[]) x(id, frontier, token)
join gvp_jobs.action a on a.job_id = x.id and a.action_no > x.frontier
left join lateral (
  select * from gvp_jobs.action_result y
  where x.token > 1 and y.job_id = a.job_id and y.action_no = a.action_no
    and y.job_id between :first and :last
  order by y.seq desc limit 1) r on true
where a.job_id between :first and :last
order by a.job_id, a.action_no
