-- readMemory: what a node remembers of its agents.
select symbolic_name, file, good, before, refused, code, reason, fix, drained
from gvp_jobs.agent_memory where node = :node
