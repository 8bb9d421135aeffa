-- Of all daemons that see a fire, the one whose update finds the old time has it.
update gvp_jobs.schedule
set next_fire = cast(:next_fire as timestamptz)
where name = :name and next_fire = :due and definition = :definition and enabled
