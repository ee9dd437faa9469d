"""The candidates of a job: listed, added, invited; the résumé, the questions and the page of each."""
