"""Counts of each area, folded from the event log: what an event changes, as SQL (`changes`), how long steps took
(`durations`), what a dashboard reads (`reading`), and whether it is still the same (`looking`). The writes are in
`reports.actions.folding`."""
