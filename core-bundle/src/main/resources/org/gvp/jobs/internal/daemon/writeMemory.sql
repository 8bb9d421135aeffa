-- writeMemory: what a node remembers of one agent.
insert into gvp_jobs.agent_memory as m (node, symbolic_name, file, good, before, refused, code,
  reason, fix, drained)
values (:node, :symbolicName, :file, :good, :before, :refused, :code, :reason, :fix, :drained)
on conflict (node, symbolic_name) do update
set file = excluded.file, good = excluded.good, before = excluded.before,
    refused = excluded.refused, code = excluded.code, reason = excluded.reason,
    fix = excluded.fix, drained = excluded.drained, changed_at = excluded.changed_at
