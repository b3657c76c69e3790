// Package audit is a plugin that records every event of the namespace "user" in
// a SQLite database. It imports none of the plugins whose events it records, and
// names none of them.
//
// # Guarantees
//
// The handler of this plugin returns after its row is committed and synced. So if
// EmitWait, or Emit in events.Blocking, returns nil for an event, the event is in
// the file. After a SIGKILL at any moment every such row is there, once, and the
// file is intact. After a power failure that depends on the disk: it may have
// reported data as written that was not.
//
// Rows are in the order of their commits; rows of one commit are in the order of
// their events. Events share commits: one goroutine writes up to 256 rows at
// once, and no row waits more than 5 ms for others.
//
// [Open] refuses a file that is read-only, not a database, or the database of
// another program. Its [*FileError] names the file and says what to do. The file
// is left as it was.
package audit
