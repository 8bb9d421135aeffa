-- readClock: the time that schedules go by, which is the database's own unless a test sets it.
select coalesce(:now, clock_timestamp()) as now
