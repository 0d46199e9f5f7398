"""What the pages, filing and escalation cost beside a bare page and a bare insert: `python -m tests.bench.load`."""
