package audit

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

const (
	// applicationID is in the header of the file and marks it as an audit log, so
	// that the log is not added to another program's data by mistake.
	applicationID = 0x65766c67 // "evlg"
	// schemaVersion is increased with each change of the table below.
	schemaVersion = 1
	// schema keeps times as text of a fixed width, which sorts and is readable.
	schema = `CREATE TABLE audit_log (
	id     INTEGER PRIMARY KEY AUTOINCREMENT,
	topic  TEXT NOT NULL,
	source TEXT NOT NULL,
	data   TEXT NOT NULL CHECK (json_valid(data)),
	at     TEXT NOT NULL
) STRICT`
	// busyTimeout is how long, in milliseconds, to wait for another program's lock.
	busyTimeout = "busy_timeout(2000)"
)

// openWriter opens the only connection that writes, and creates the table if the
// file is new.
func openWriter(ctx context.Context, path string) (*sql.DB, error) {
	db, err := openPool(path, 1, url.Values{
		"_pragma": {busyTimeout, "synchronous(FULL)"}, // per connection; WAL is a property of the file
		"_txlock": {"immediate"},
	})
	if err != nil {
		return nil, err
	}
	if err := prepareFile(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// openReader opens the connections that the page reads from. They never wait for
// the writer: in WAL mode each read sees the last commit before it.
func openReader(path string) (*sql.DB, error) {
	return openPool(path, 4, url.Values{"mode": {"ro"}, "_pragma": {busyTimeout, "query_only(1)"}})
}

// openPool returns a pool of at most conns connections, none of them open yet.
func openPool(path string, conns int, query url.Values) (*sql.DB, error) {
	query.Set("_error_rc", "1") // otherwise "unable to open" comes with a stale "out of memory"
	db, err := sql.Open("sqlite", fileURI(path, query))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	return db, nil
}

// fileURI returns the URI of a file. SQLite accepts every path in it, also one
// with a question mark or a percent sign.
func fileURI(path string, query url.Values) string {
	slashed := filepath.ToSlash(path)
	if !strings.HasPrefix(slashed, "/") { // C:/logs/audit.db
		slashed = "/" + slashed
	}
	return "file://" + (&url.URL{Path: slashed}).EscapedPath() + "?" + query.Encode()
}

// prepareFile makes sure that the file is an audit log or new, and only then
// writes to it.
func prepareFile(ctx context.Context, db *sql.DB) error {
	if _, err := inspectFile(ctx, db); err != nil {
		return err
	}
	var mode string
	if err := db.QueryRowContext(ctx, "PRAGMA journal_mode = WAL").Scan(&mode); err != nil {
		return err
	}
	if mode != "wal" { // some network disks
		return errNoWAL
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it does nothing
	// Inspect again, under the lock: two programs may start at the same moment.
	empty, err := inspectFile(ctx, tx)
	if err == nil && empty {
		_, err = tx.ExecContext(ctx, schema)
	}
	if err == nil {
		err = markFile(ctx, tx)
	}
	if err != nil {
		return err
	}
	return tx.Commit()
}

// markFile writes the application id and the version into the header of the file.
// It does so each time, since only a write shows that the file is read-only:
// SQLite opens such a file, and even begins a transaction, without an error.
func markFile(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, schemaVersion))
	return err
}

// A rowQuerier is a database or a transaction.
type rowQuerier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// inspectFile reports whether the database is empty. If it is not, it must be an
// audit log that this version can read.
func inspectFile(ctx context.Context, db rowQuerier) (empty bool, err error) {
	var tables, app, version int
	row := db.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM sqlite_schema),
		(SELECT application_id FROM pragma_application_id), (SELECT user_version FROM pragma_user_version)`)
	switch err := row.Scan(&tables, &app, &version); {
	case err != nil:
		return false, err
	case tables == 0:
		return true, nil
	case app != applicationID:
		return false, errForeign
	case version > schemaVersion:
		return false, errNewer
	}
	return false, nil
}

// checkPath refuses a folder, for which SQLite has no error of its own.
func checkPath(path string) error {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return errFolder
	}
	return nil
}
