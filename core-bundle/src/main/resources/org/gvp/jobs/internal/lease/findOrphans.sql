-- findOrphans: jobs that are still held by a revoked start of a daemon, by its claim ledger. The
-- owners are found first, for the claims of those that live are many; and each job is looked up by
-- itself, for a join may read all jobs before it finds that there is nothing to look up.
select distinct j.id, n.incarnation, n.node
from gvp_jobs.claim_ledger l
join gvp_jobs.node n on n.incarnation = l.owner
cross join lateral unnest(l.ids) x(id)
cross join lateral (
  select o.id from gvp_jobs.job_open o where o.id = x.id and o.owner = n.incarnation limit 1) j
where l.owner = any(array(select r.incarnation from gvp_jobs.node r where r.revoked))
order by j.id
limit 500
