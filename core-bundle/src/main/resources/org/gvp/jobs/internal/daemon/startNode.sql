-- startNode: pauses this node, or lifts the pause of an earlier start.
select gvp_jobs.start_node(:node, :paused)
