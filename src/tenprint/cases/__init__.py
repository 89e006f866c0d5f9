"""7. The human part: adjudication, case, evidence, determination, action, custody, outcome."""
