"""Who could use what another gives away: streams, matches, assignment and heat of a park."""
