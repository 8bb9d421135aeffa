-- forgetNodeAgents: what daemons that ended more than 30 days ago had in their agents folders.
delete from gvp_jobs.node_agent x
where (x.incarnation, x.file) in (
  select a.incarnation, a.file
  from gvp_jobs.node_agent a
  left join gvp_jobs.node n on n.incarnation = a.incarnation
  where n.incarnation is null or (n.revoked
    and n.lease_until < coalesce(:now::timestamptz, clock_timestamp()) - interval '30 days')
  limit {limit})
