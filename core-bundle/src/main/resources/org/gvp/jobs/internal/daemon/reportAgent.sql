-- reportAgent: a jar in this daemon's agents folder.
insert into gvp_jobs.node_agent (incarnation, file, symbolic_name, version, state, code, reason, types,
  since)
values (:incarnation, :file, :symbolicName, :version, :state, :code, :reason, :types, :since)
