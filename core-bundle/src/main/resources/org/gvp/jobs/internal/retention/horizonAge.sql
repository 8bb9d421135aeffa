-- horizonAge: how many transactions ago the oldest snapshot was taken that somebody still holds: of
-- what is deleted after it nothing can be cleared away.
select greatest(
  (select max(age(a.backend_xmin)) from pg_stat_activity a where a.pid <> pg_backend_pid()),
  (select max(greatest(age(s.xmin), age(s.catalog_xmin))) from pg_replication_slots s),
  (select max(age(p.transaction)) from pg_prepared_xacts p), 0) as age
