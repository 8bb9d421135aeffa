-- registerNode: a new start of a daemon, alive from now on.
insert into gvp_jobs.node (node, version, started_at, lease_until)
values (:node, :version, coalesce(:now::timestamptz, clock_timestamp()),
  coalesce(:now::timestamptz, clock_timestamp()) + make_interval(secs => :seconds))
returning incarnation
