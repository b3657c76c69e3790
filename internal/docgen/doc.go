// Package docgen writes what the packages of a program say to each other, for
// people and for other tools.
//
// # JSON
//
// [JSON] writes a [Document] with these fields; those in brackets are left out
// where they are empty. A field may be added, none changes or goes, save with
// another number in "version".
//
//	version    1
//	packages   those that emit or listen, by path
//	  package      import path
//	  name         of its package clause
//	  emits        names of its events, sorted
//	  hears        by name
//	    name       of an event; "user.*" for all below user, "*" for all there are
//	    [from]     packages looked at that emit such events, sorted
//	    [needs]    the fields that its Listens declares, as under events
//	    places     where it listens: how ("Listens", "On", "OnEvent", "Stream",
//	               "OnNamespace" or "OnAny"), file, line and column; the file is
//	               relative to where the document was made
//	events     by name, then package
//	  name
//	  package      the import path of who emits it
//	  go           name of its struct
//	  fingerprint  of its name and fields
//	  [description]
//	  [declared]   file, line and column
//	  fields       in the order of the source: name, go, type (a hint with import
//	               paths), [optional], [description]
//	  heard_by     import paths, sorted
//
// # Markdown
//
// [Markdown] writes a page a package and an index. Whatever texts hold, they are
// text on the page: no markup, no link, no cell of a table. [MarkdownAll] writes
// the same as one page.
//
// # Mermaid
//
// [Mermaid] writes a flowchart: packages, events, an arrow from who emits an event
// to it and a dotted one from it to who hears it. What hears everything or a
// namespace has an arrow from each event that reaches it.
//
// # AsyncAPI
//
// [AsyncAPI] writes an AsyncAPI 3.0.0 document as JSON with sorted keys: a channel
// an event, an operation to send for each that is emitted and one to receive for
// each that is heard. An event that is only heard has the fields that its
// listeners need. Types that are no JSON schema are any value there, and stand
// in x-go-type. Further fields are not refused.
//
// The same source gives the same bytes in every format.
package docgen
