// Package refusal takes an error out of a predicate, which can say only yes or
// no. A predicate that panics says no and is reported. So it panics with a
// Refusal, and package events reports the error in it instead of a panic.
package refusal

// A Refusal is why a predicate could not ask its question.
type Refusal struct{ Err error }

// Refuse says no with a reason. It does not return.
func Refuse(why error) { panic(Refusal{why}) }
