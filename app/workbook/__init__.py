"""Excel there and back: a contribution as a workbook, and what a workbook would change."""
