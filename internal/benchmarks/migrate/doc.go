// Package migrate holds what docs/migrate.md shows: each snippet is part of an
// example that is compiled and run. A snippet begins with "// snippet:
// library/before" and ends with "// end"; parts of one name follow each other
// in the document. After a change, "GOWORK=off go test ./migrate -update" in
// internal/benchmarks writes them there. The table of calls at the same time is
// measured by TestOverlap, and edited by hand.
package migrate
