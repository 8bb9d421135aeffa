-- listTypes: the types with open jobs or an agent, and how many living daemons serve each. Where
-- none does, since when: as a daemon noted it, else since the last daemon that served it was lost.
select t.job_type, t.custom_type, s.nodes, o.jobs,
       case when s.nodes = 0 then
         coalesce(t.unserved_since, s.last_seen, clock_timestamp()) end as no_agent_since
from gvp_jobs.job_type t
cross join lateral (
  select count(distinct n.node) filter (where n.stopped_at is null and not n.revoked
           and n.lease_until > clock_timestamp() and a.state in ('SERVING', 'PROBATION')) as nodes,
         max(coalesce(n.stopped_at, n.lease_until)) filter (where a.state in ('SERVING', 'PROBATION')) as last_seen,
         bool_or(n.stopped_at is null and not n.revoked
           and n.lease_until > clock_timestamp()) as deployed
  from gvp_jobs.node_agent a
  join gvp_jobs.node n on n.incarnation = a.incarnation
  where t.id = any(a.types)) s
cross join lateral (
  select count(*) as jobs from (
    select from gvp_jobs.job_open j where j.type_id = t.id limit 10000) c) o
where o.jobs > 0 or s.deployed
order by t.job_type, t.custom_type
