// Package gofile writes the Go file that evgen generates.
//
// The same declarations give the same bytes, regardless of the order in which
// packages are read and of what else is read. The file is printed from parsed hints
// and checked names, never from text of the source. Descriptions and comments are
// only written as comment lines and quoted strings, so they can add neither code nor
// a directive.
package gofile
