-- ensurePartitions: partitions exist ahead of the ids.
select gvp_jobs.ensure_partitions()
