// Package style measures the source code of this repository against the rules
// in CONTRIBUTING.md: the names of functions, the sizes of files and functions,
// the share of comments, and the words in comments, messages and pages.
//
// Its tests keep what is settled. "go run ./internal/style/report" prints the
// figures room by room, and with -words the lines that a rule is broken on.
package style
