// Package benchmarks benchmarks the bus beside other event libraries, in one run.
//
// Each library stands behind the smallest adapter that its users would write.
// Every benchmark counts the deliveries of every listener, and fails a library
// that loses or doubles one.
//
// The listeners of all libraries do the same cheap work: one increment of a
// counter that no other listener and no other core writes, atomic only where
// the library calls from goroutines of its own. The loop over emits stands
// inside the adapter, so a row holds the library's own call and no call
// through an interface.
//
// Each measurement runs in a process of its own, so that no library pays for
// the goroutines or the heap that another left behind. The libraries take turns
// in several rounds, so that a drift of the machine meets them all, and what is
// shown is the least of many short timings: other work can only add to a time.
// "bash run" builds and runs it all and prints the tables; cmd/table has the
// flags, bloat measures what a payload type costs a program.
package benchmarks
