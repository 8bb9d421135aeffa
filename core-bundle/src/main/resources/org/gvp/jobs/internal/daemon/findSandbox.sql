-- findSandbox: whether a sandbox has made this database its own.
select to_regclass('sandbox.made_by') is not null
