-- markUnserved: since when no living daemon has served a type. Writes only what has changed.
update gvp_jobs.job_type t
set unserved_since = case when s.served then null
                     else coalesce(:now::timestamptz, clock_timestamp()) end
from (
  select x.id, exists (
    select from gvp_jobs.node_agent a join gvp_jobs.node n using (incarnation)
    where x.id = any(a.types) and a.state in ('SERVING', 'PROBATION') and not n.revoked
      and n.lease_until > coalesce(:now::timestamptz, clock_timestamp())) as served
  from gvp_jobs.job_type x) s
where s.id = t.id and s.served = (t.unserved_since is not null)
