#pragma once

// The header of Catch2 2, for machines that have version 3: what the tests name by words that version 3 has changed.

#include <catch2/catch_all.hpp>

using Catch::Approx;
// Version 3 calls that of texts ContainsSubstring; its Contains is of ranges.
#define Contains ContainsSubstring
