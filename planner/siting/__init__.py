"""Which plot suits, and why: knock-outs, criteria with fixed bounds, score."""
