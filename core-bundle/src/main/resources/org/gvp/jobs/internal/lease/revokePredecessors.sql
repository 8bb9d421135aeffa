-- revokePredecessors: earlier starts of the same node can never renew again; rescuers take their jobs.
update gvp_jobs.node set revoked = true
where node = :node and incarnation < :incarnation and not revoked
returning incarnation
