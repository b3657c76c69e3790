// Package docs is "evgen docs": it writes documents about the events of packages,
// which packages emit each, and which packages listen to it.
//
// It reads the source of the packages that the patterns match, and from the locks of
// required modules the events that these packages use; internal/docgen makes the
// documents. It writes to standard output, to the file that -o names,
// or, in the format markdown, a page for each package to the directory that -o
// names. Pages of packages that are gone are removed. It takes no lock.
//
// In a directory, it never overwrites or removes a page that it did not write, and
// if there is such a page in its way, it writes nothing. It never writes a file
// that is up to date.
package docs
