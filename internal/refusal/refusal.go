// Package refusal passes an error out of a predicate, which can only return true or
// false. A predicate that panics counts as false and is reported. So it panics with a
// Refusal, and package events reports the error in it instead of a panic.
package refusal

// A Refusal says why a predicate could not decide.
type Refusal struct{ Err error }

// Refuse panics with a Refusal that has the error.
func Refuse(why error) { panic(Refusal{why}) }
