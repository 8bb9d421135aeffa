-- listPauses: what is paused, the widest first; a handful of rows.
select scope, name, custom_type, actor, since, reason, undo
from gvp_jobs.paused
order by array_position(array['all', 'node', 'type', 'schedule'], scope), name, custom_type
