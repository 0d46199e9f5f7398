"""Counts of each area, folded from the event log: what an event changes, as SQL (`changes`), how long steps took
(`durations`), and what a dashboard reads (`reading`). The writes are in `reports.actions.folding`."""
