// Package diff compares texts line by line, for evgen -check and evgen add. It
// reads and writes no files.
package diff
