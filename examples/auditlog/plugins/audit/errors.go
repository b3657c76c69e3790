package audit

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// ErrClosed is returned by the calls on a [Store] after [Store.Close].
var ErrClosed = errors.New("audit: the store is closed")

// A FileError says why a file cannot hold the audit log, and what to do about it.
// [Open] returns it.
type FileError struct {
	Path   string // absolute
	Reason string // "is not a SQLite database"
	Remedy string // "move it away, or choose another file"
	Err    error  // the database's own error
}

// Error returns the path, the reason, the remedy and the database's own error.
func (e *FileError) Error() string {
	return fmt.Sprintf("audit: the file %q %s: %s (%v)", e.Path, e.Reason, e.Remedy, e.Err)
}

// Unwrap returns the database's own error.
func (e *FileError) Unwrap() error { return e.Err }

// Errors that [Open] finds although SQLite reports none.
var (
	errFolder  = errors.New("a folder cannot be opened as a file")
	errForeign = errors.New("its tables belong to another program")
	errNewer   = errors.New("its version is higher than this program knows")
	errNoWAL   = errors.New("its file system cannot share memory, which WAL mode needs")
)

// newFileError explains an error that occurred while path was opened.
func newFileError(path string, err error) *FileError {
	reason, remedy := explainError(err)
	return &FileError{Path: path, Reason: reason, Remedy: remedy, Err: err}
}

// explainError says what an error of SQLite means, and what to do.
func explainError(err error) (reason, remedy string) {
	switch resultCode(err) {
	case lib.SQLITE_NOTADB:
		return "is not a SQLite database", "move it away, or choose another file"
	case lib.SQLITE_READONLY:
		return "is read-only", "make the file and its folder writable, or choose another file"
	case lib.SQLITE_CANTOPEN:
		return "cannot be opened", "make sure that its folder exists and is writable, or choose another file"
	case lib.SQLITE_CORRUPT:
		return "is damaged", "restore a copy of it, or choose another file"
	case lib.SQLITE_BUSY:
		return "is locked by another program", "stop that program, or choose another file"
	case lib.SQLITE_FULL:
		return "cannot grow, the disk is full", "make room, or choose a file on another disk"
	}
	switch {
	case errors.Is(err, errFolder):
		return "is a folder", "name a file in it"
	case errors.Is(err, errNoWAL):
		return "is on a disk that SQLite cannot use safely", "choose a file on a local disk"
	case errors.Is(err, errForeign):
		return "is a database of another program", "choose another file"
	case errors.Is(err, errNewer):
		return "was written by a newer version of this program", "run that version, or choose another file"
	}
	return "cannot be used", "fix the cause, or choose another file"
}

// resultCode returns SQLite's primary result code, or 0 if err is not SQLite's.
func resultCode(err error) int {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code() & 0xff // the upper bits tell variants apart
	}
	return 0
}
