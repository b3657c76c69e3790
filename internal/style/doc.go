// Package style measures the source code of this repository against the rules
// in CONTRIBUTING.md: the names of functions, the sizes of files and functions,
// the share of comments, and the words in comments, messages and pages.
//
// Its tests hold the rules that a program can check. "go run
// ./internal/style/report" prints the figures of each folder, with -words the lines
// that break the word list, and with -names the one-word names.
package style
