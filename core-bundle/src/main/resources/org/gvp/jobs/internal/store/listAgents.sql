-- listAgents: what the living daemons have in their agents folders.
select n.node, a.file, a.symbolic_name, a.version, a.state, a.code, a.reason, a.since,
       array(select t.job_type || coalesce('/' || t.custom_type, '')
             from gvp_jobs.job_type t where t.id = any(a.types)
             order by t.job_type, t.custom_type) as types
from gvp_jobs.node_agent a
join gvp_jobs.node n on n.incarnation = a.incarnation
where n.stopped_at is null and not n.revoked and n.lease_until > clock_timestamp()
order by a.symbolic_name nulls last, a.file, n.node
