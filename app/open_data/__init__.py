"""Taking the data away: the ERA Forum subgroup workbook, CSV and JSON of an edition."""
