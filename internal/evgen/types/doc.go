// Package types is "evgen types": it writes the types of events for editors and for
// programs in other languages, as a JSON Schema or as TypeScript.
//
// It reads the source of the packages that the patterns match; internal/docgen makes
// the texts. It writes to standard output, or to the file that -o names. With -check it
// compares that file instead, and changes nothing. It takes no lock, and never writes a
// file that is up to date.
package types
