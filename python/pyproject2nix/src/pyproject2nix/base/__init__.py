"""What every room speaks of: names, versions, markers, targets, lock records, tables, refusals."""
