// Package gotypes reads the shapes of Go types: what encoding/json makes of them, down
// to their leaves. The types come from go/types, so that evgen, which reads source, and
// evvet, which has what a compiler knows, see the same.
//
// A struct has the fields that JSON gives it: by their tags, with those of embedded
// structs, without unexported ones and "-". A type with a MarshalJSON or MarshalText of
// its own, or one to read them, counts as that form, also if it has the method by
// embedding. Types of another kind count as the type that they are declared as, and
// have the values of their constants. A struct without a name gets one from the struct
// and the field that it is in, as in "example.com/shop.Order.lines".
//
// A part that JSON can't carry is a [Fault] with a path: "lines[].done".
package gotypes
