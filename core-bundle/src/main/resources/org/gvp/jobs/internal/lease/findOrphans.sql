-- findOrphans: jobs that are still held by a revoked start of a daemon, by its claim ledger. The
-- owners are found first, for the claims of those that live are many.
select distinct j.id, n.incarnation, n.node
from gvp_jobs.claim_ledger l
join gvp_jobs.node n on n.incarnation = l.owner
cross join lateral unnest(l.ids) x(id)
join gvp_jobs.job_open j on j.id = x.id and j.owner = n.incarnation
where l.owner = any(array(select r.incarnation from gvp_jobs.node r where r.revoked))
order by j.id
limit 500
