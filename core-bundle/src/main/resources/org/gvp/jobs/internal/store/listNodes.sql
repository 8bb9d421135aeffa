-- listNodes: the living daemons, and those lost within a day. One that was stopped in order is
-- neither.
select n.node, n.incarnation, n.version, n.started_at, n.lease_until, l.alive
from gvp_jobs.node n
cross join lateral (
  select n.lease_until > clock_timestamp() and not n.revoked as alive) l
where n.stopped_at is null
  and (l.alive or n.lease_until > clock_timestamp() - interval '24 hours')
order by l.alive desc, n.node, n.incarnation desc
