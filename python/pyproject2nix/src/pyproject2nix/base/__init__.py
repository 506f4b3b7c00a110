"""What all the other folders use: names, versions, markers, targets, lock records, refusals."""
