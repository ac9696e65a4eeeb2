-- How DEFINITIONS 5 and 6 state percentages and averages: exact rationals, rounded half away from zero, as decimal texts.
CREATE OR REPLACE TEMP MACRO rounded(n, d) AS
  CASE WHEN d = 0 THEN 0 WHEN n < 0 THEN -((2 * -n::HUGEINT + d) // (2 * d::HUGEINT)) ELSE (2 * n::HUGEINT + d) // (2 * d::HUGEINT) END;
CREATE OR REPLACE TEMP MACRO padded(units, places) AS lpad(abs(units)::VARCHAR, greatest(places + 1, length(abs(units)::VARCHAR))::INTEGER, '0');
CREATE OR REPLACE TEMP MACRO decimal_text(units, places) AS
  (CASE WHEN units < 0 THEN '-' ELSE '' END) || left(padded(units, places), -places) || '.' || right(padded(units, places), places);
CREATE OR REPLACE TEMP MACRO money_text(cents) AS decimal_text(cents, 2);
CREATE OR REPLACE TEMP MACRO ratio_text(n, d) AS decimal_text(rounded(100 * n::HUGEINT, d), 2);
CREATE OR REPLACE TEMP MACRO percent_text(n, d) AS decimal_text(rounded(10000 * n::HUGEINT, d), 2);
