// Package migrate holds what docs/migrate.md shows: each snippet is part of an
// example that is compiled and run. A snippet stands between "// snippet:
// library/before" and "// end"; parts of one name follow each other in the
// document. After a change, "GOWORK=off go test ./migrate -update" in
// internal/peers writes them there.
package migrate
