// Package typehint reads type hints such as "int64" or "net/netip.Addr": the bus,
// the typed topics, evgen and evvet all ask it what a hint means.
//
// # Hints
//
// [Parse] accepts this grammar, of ASCII bytes alone and nothing around it:
//
//	Hint  = "*" Elem | Elem
//	Elem  = "[]" Elem | "map[string]" Elem | Alias | Basic | Named
//	Basic = bool string int int8…int64 uint uint8…uint64 float32 float64 byte rune any
//	Alias = str float dict list datetime bytes
//	Named = ImportPath "." Exported | Exported
//
// The generic types of Python are read too: list[T] as []T, dict[str, T] as
// map[string]T, Optional[T] and T | None as *T, also in the spellings of its package
// typing.
//
// Everything else is refused with an [*Error] that says why and what to write
// instead. A hint has at most 256 bytes and 8 levels of nesting.
//
// Hints that mean the same type have one canonical form, which [Type.String]
// prints from the parsed tree, never from the input. The canonical form is a
// hint itself, and its own canonical form. [OfType] gives the hint of a Go type.
//
// # Fields inside structs
//
// A key of a payload may be the path of a field in a struct without a Go type of its
// own, as in "lines[].sku": [Nest] reads such keys, and names the structs.
//
// # Declarations
//
// [Fingerprint] is a short text that two declarations share if they have the same
// name and the same fields, in whatever order and spelling.
//
// All functions may be called from many goroutines at once.
package typehint
