-- findOrphans: jobs that are still held by a revoked start of a daemon, by its claim ledger.
select distinct j.id, n.incarnation, n.node
from gvp_jobs.node n
join gvp_jobs.claim_ledger l on l.owner = n.incarnation
cross join lateral unnest(l.ids) x(id)
join gvp_jobs.job_open j on j.id = x.id and j.owner = n.incarnation
where n.revoked
order by j.id
limit 500
