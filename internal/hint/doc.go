// Package hint is the one place that knows what a type hint such as "int64" or
// "net/netip.Addr" means: the bus, the typed shell, evgen and evvet all ask it.
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
// Everything else is refused with an [*Error] that says why and what to write
// instead. A hint has at most 256 bytes and 8 levels of nesting.
//
// Hints that mean the same type have one canonical form, which [Type.String]
// prints from the parsed tree, never from the input. The canonical form is a
// hint itself, and its own canonical form. [OfType] gives the hint of a Go type.
//
// # Conversion
//
// [Into] and [IntoValue] convert a value where that loses nothing, and refuse
// it with a [*ConvertError] otherwise. A refused value leaves its destination
// as it was. In a struct, pointer fields are optional and the others required;
// [Fields] lists them by their JSON names.
//
// # Names
//
// [NameFault] and [FieldFault] judge names in time independent of how long a
// hostile name is. [Near] finds the name that was probably meant.
//
// All functions may be called from many goroutines at once.
package hint
