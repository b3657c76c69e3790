// Package docgen writes documents about the events that the packages of a program emit
// and listen to, for people and for other tools.
//
// # JSON
//
// [JSON] writes a [Document] with these fields; those in brackets are left out if they
// are empty. A field may be added. None is changed or removed without another number
// in "version".
//
//	version    1
//	packages   those that emit or listen, by path
//	  package      import path
//	  name         of its package clause
//	  emits        names of its events, sorted
//	  hears        by name
//	    name       of an event; "user.*" for all below user, "*" for all events
//	    [from]     packages of the document that emit such events, sorted
//	    [needs]    the fields that its Listens declares, as under events
//	    places     where it listens: how ("Listens", "On", "OnEvent", "Stream",
//	               "OnNamespace" or "OnAny"), file, line and column; the file is
//	               relative to where the document was made
//	events     by name, then package
//	  name
//	  package      import path of the emitter
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
// [Markdown] writes a page for each package and an index. Texts of the source are shown
// as text, whatever they contain: never as markup, a link or a cell of a table.
// [MarkdownAll] writes the same as one page.
//
// # Mermaid
//
// [Mermaid] writes a flowchart: packages, events, an arrow from each emitter to its
// event, and a dotted one from the event to each listener. A listener of a namespace or
// of everything has an arrow from each event that reaches it.
//
// # AsyncAPI
//
// [AsyncAPI] writes an AsyncAPI 3.0.0 document as JSON with sorted keys: a channel for
// each event, an operation "send" for each that is emitted and one "receive" for each
// that has listeners. An event without an emitter has the fields that its listeners
// need. A Go type without a JSON schema is any value there, and its name is in
// x-go-type. Additional fields are allowed.
//
// The same source gives the same bytes in every format.
package docgen
