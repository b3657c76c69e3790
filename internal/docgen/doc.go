// Package docgen writes documents about the events that the packages of a program emit
// and listen to, for people, for other tools and for programs in other languages.
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
//	  [module]     that it belongs to, with the version, if it is one that is required:
//	               then only its events that packages of the document use are here
//	  emits        names of the events that it declares, sorted
//	  [calls]      what it emits by calls, in the same form as under hears: name, places
//	  hears        by name
//	    name       of an event; "user.*" for all below user, "*" for all events
//	    [from]     packages of the document that emit such events, sorted
//	    [needs]    the fields that its Listens declares, as under events
//	    places     where it listens: how ("Listens", "On", "OnEvent", "Stream",
//	               "OnNamespace" or "OnAny"), file, line and column; the file is
//	               relative to where the document was made. Of calls, how is "Emit"
//	               or "EmitWait"
//	events     those that are declared, by name, then package
//	  name
//	  package      import path of the emitter
//	  go           name of its struct
//	  fingerprint  of its name and fields
//	  [description]
//	  [declared]   file, line and column
//	  fields       in the order of the source: name, go, type (a hint with import
//	               paths), [optional], [description]
//	  heard_by     import paths, sorted
//	[undeclared] events that are emitted by calls, and that no package declares: name,
//	             emitted_by, heard_by
//	[unknown]    calls whose event the source does not tell, such as those with a name
//	             that is not constant: package, how, file, line, column
//	[types]      the named types that fields lead to, by name, except those of the
//	             standard library: name, form ("struct", "text", "json", "number", or
//	             the type that it is written as), [description], [fields], [values]
//	             (its constants)
//
// # Markdown
//
// [Markdown] writes a page for each package and an index. A page has the types that the
// events of the package lead to. The index says how many calls are not shown. Texts of the source are shown
// as text, whatever they contain: never as markup, a link or a cell of a table.
// [MarkdownAll] writes the same as one page.
//
// # Mermaid
//
// [Mermaid] writes a flowchart: packages, events, an arrow from each emitter to its
// event, and a dotted one from the event to each listener. A listener of a namespace or
// of everything has an arrow from each event that reaches it. A package that emits an
// event by a call has an arrow to it too.
//
// # AsyncAPI
//
// [AsyncAPI] writes an AsyncAPI 3.0.0 document as JSON with sorted keys: a channel for
// each event, an operation "send" for each that is emitted and one "receive" for each
// that has listeners. An event without an emitter has the fields that its listeners
// need.
//
// # Schemas
//
// Payloads, and the named types that their fields lead to, are schemas with a name, and
// others refer to them; types of one name have their package before it, or their whole
// import path. The schemas are those of what encoding/json writes: nil slices and maps
// are null, 64-bit integers have their exact limits, a field with omitempty may be
// missing, an optional one may be missing or null. The constants of a type are all its
// values. A type that is not known is any value, and a type with MarshalJSON too.
// Additional fields are allowed. In AsyncAPI the Go type is in x-go-type.
//
// # Types
//
// [JSONSchema] and [TypeScript] describe all declared events in the form in which the
// bus writes them as JSON, as one union. Both give a type the same name. In TypeScript
// an integer of 64 bits is number | bigint: JSON.parse makes a number of it, and only a
// parser that keeps all digits is exact. Maps are objects with string keys, arrays of at
// most 64 elements are tuples.
//
// The same source gives the same bytes in every format.
package docgen
