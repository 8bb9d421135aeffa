-- findSandbox: whether a sandbox has made this database its own. Asked of the catalog, for to name
-- its schema takes a right on it.
select exists (
  select from pg_class c
  where c.relname = 'made_by' and c.relnamespace = to_regnamespace('sandbox'))
