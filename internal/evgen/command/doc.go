// Package command is the skeleton that all commands of evgen share. A [Command]
// has a name, a manual and flags; Execute parses the flags, prints the manual
// for -h, runs the command, prints its errors, and returns the exit code.
//
// The commands themselves are in generate, add, breaking, docs and types.
package command
