-- forgetRange: the partitions of those ids written anew without what the rules let go.
select forgotten, kept
from gvp_jobs.forget_range(:first, :end, :mostJobs, :mostActions, :now)
