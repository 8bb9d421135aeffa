-- obeyOrder: an order is carried out on a node.
update gvp_jobs.agent_order_seen set id = :id where node = :node and id < :id
