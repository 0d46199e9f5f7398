"""What a daily report says: figures counted, reports below compiled, the frozen content, and how people see it."""
