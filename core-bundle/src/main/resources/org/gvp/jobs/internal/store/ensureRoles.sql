-- ensureRoles: the roles and their rights, as their table says; else the SQL that a DBA must run.
select gvp_jobs.ensure_roles(:prefix)
