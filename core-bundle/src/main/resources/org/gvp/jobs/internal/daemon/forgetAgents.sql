-- forgetAgents: what this start of the daemon has told before.
delete from gvp_jobs.node_agent where incarnation = :incarnation
