// Package convert converts payload values between Go types: between the fields of
// an untyped payload and those of a struct, and between two structs that declare
// one event.
//
// [Into] and [IntoValue] convert a value if that loses nothing, and refuse it with
// an [*Error] otherwise. A refused value leaves its destination as it was. In a
// struct, pointer fields are optional and the others required; [Fields] lists them
// by their JSON names. [Check] is IntoValue without a result. [FromRef] converts what a
// pointer leads to.
//
// # Plans
//
// A plan says how one type becomes another. It is made at the first value of the two
// types, and then found without a lock. From struct to struct it is a list of steps with
// the offsets of the fields, so that 20 lines of an order take twice the time of the loop
// by hand. plan.go has the rule, run.go runs it. Types of one layout are not converted but copied or shared: layout.go says which.
//
// [FromJSON] reads JSON that json.Marshal has written of a type, so that nothing is
// lost, and [StoredFault] says for which types that can't be done.
//
// # Types instead of values
//
// Two more answer before there is a value, for code:
//
//   - [MayConvert] compares two Go types: does any value of one become the other?
//   - package typeconv compares types that are read from source, for evgen and
//     evvet, and knows both answers.
//
// A test of typeconv holds both, and contract.Fits, to what Into does, on one table of
// types.
//
// All functions may be called from many goroutines at once.
package convert
