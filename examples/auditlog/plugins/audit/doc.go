// Package audit is a plugin that records every event of the namespace "user" in
// a SQLite database. It imports none of the plugins whose events it records and
// knows none of their names.
//
// # What is promised
//
// A handler of this plugin returns once its row is committed and synced, so an
// EmitWait, or an Emit in events.Blocking, that returns nil for an event has it
// in the file. After a SIGKILL at any moment every such row is there, once, and
// the file is sound. A kill does not test a power failure: then it is up to the
// disk to have written what it said it had.
//
// Rows stand in the order of their commits; rows of one commit in the order of
// their events. Commits are shared: one goroutine writes, up to 256 rows at
// once, and no row waits more than 5 ms for others.
//
// A file that is read-only, no database, or somebody else's is refused by
// [Open] with a [*FileError], which names it and says what to do; it is left as
// it was.
package audit
