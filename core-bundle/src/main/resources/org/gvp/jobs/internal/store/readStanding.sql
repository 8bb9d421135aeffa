-- readStanding: what this login is to the register: may it change the schema or make it, and enter
-- it? One that does not own it leaves changes to the owner.
select current_user as login, current_database() as database, n.nspname is not null as made,
  coalesce(pg_has_role(n.nspowner, 'USAGE'), has_database_privilege(current_database(), 'CREATE'))
    as may_migrate,
  coalesce(has_schema_privilege(n.oid, 'USAGE'), false) as enters,
  pg_get_userbyid(n.nspowner) as owner
from (values ('gvp_jobs')) as register(schema)
left join pg_namespace n on n.nspname = register.schema
