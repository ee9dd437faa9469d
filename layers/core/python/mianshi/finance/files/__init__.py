"""A month as files: CSV, JSON and workbooks whose sums are formulas."""
