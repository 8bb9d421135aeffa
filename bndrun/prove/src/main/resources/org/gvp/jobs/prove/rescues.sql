-- rescues: for each lost daemon, the seconds from its last renewal until the first and the last of
-- its runs were due again, and until the first and the last of those jobs ran again.
select r.node, count(*), round(min(due), 1), round(max(due), 1),
  coalesce(round(min(again), 1)::text, '-'), coalesce(round(max(again), 1)::text, '-')
from gvp_jobs.job_run r
cross join lateral (
  select max(n.lease_until) - interval '15 seconds' as renewed from gvp_jobs.node n
  where n.node = r.node and n.lease_until <= r.ended_at) l
cross join lateral (
  select extract(epoch from r.ended_at - l.renewed) as due,
         extract(epoch from min(e.at) - l.renewed) as again
  from sandbox.effect e
  where e.job_id = r.job_id and e.peer = 'probe' and e.phase = 'start' and e.token > r.token) t
where r.job_id = any(?) and r.cause = 'rescued'
group by r.node
order by min(r.ended_at)
