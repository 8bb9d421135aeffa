-- lackingRights: what a daemon needs and this login has not.
select gvp_jobs.lacking_rights()
