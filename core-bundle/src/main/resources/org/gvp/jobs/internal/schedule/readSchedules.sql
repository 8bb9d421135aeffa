-- readSchedules: all of them, with the time that it is; there are a few dozen at most.
select name, definition, enabled, next_fire, coalesce(:now, clock_timestamp()) as now
from gvp_jobs.schedule
order by name
