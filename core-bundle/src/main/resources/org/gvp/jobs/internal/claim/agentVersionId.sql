-- agentVersionId: the number of an agent version, made if it is new. Read first, so that a known
-- one leaves no dead row behind.
with known as (
  select id from gvp_jobs.agent_version where symbolic_name = :symbolicName and version = :version
), made as (
  insert into gvp_jobs.agent_version as v (symbolic_name, version)
  select :symbolicName, :version where not exists (select from known)
  on conflict (symbolic_name, version) do update set version = excluded.version
  returning id
)
select id from known union all select id from made
