// Package gofile writes the Go file that evgen generates.
//
// The same declarations give the same bytes, in whatever order and company their
// packages were read. The file is printed from parsed hints and checked names,
// never from text of the source: a description or comment ends up in comment
// lines and quoted strings, where it can plant neither code nor a directive.
package gofile
