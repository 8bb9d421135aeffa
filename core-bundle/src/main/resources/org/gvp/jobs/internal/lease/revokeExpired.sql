-- revokeExpired: the first step of a rescue. From here on the node can never renew.
update gvp_jobs.node set revoked = true
where not revoked and lease_until < coalesce(:now::timestamptz, clock_timestamp())
returning node, incarnation
