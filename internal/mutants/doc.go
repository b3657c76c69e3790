// Package mutants asks of the tests what the tests ask of the code: would they
// notice? It holds some dozens of bugs, each a small change to a file of this
// module, with the test that must go red for it.
//
// TestEveryMutantIsCaught plants one after the other, in a copy that the go
// command reads in place of the file, so the working tree stays as it is. It
// takes minutes, and so runs only where it is asked for:
//
//	MUTANTS=1 go test -count=1 -v ./internal/mutants
//	MUTANTS=1 go test -count=1 -v -run='/waits' ./internal/mutants
//
// A mutant whose old text has gone, or whose test has, fails plain go test.
// Find out then where its bug could hide today, and what would see it. A test
// must be seen to pass without the bug before its failure counts.
package mutants
