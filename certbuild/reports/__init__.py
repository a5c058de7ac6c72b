"""results.xlsx and results.csv."""
