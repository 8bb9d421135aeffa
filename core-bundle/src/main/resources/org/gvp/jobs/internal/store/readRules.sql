-- readRules: all of them; there are a few dozen at most.
select job_type, custom_type, action_type, rule_type, value from gvp_jobs.job_rule
