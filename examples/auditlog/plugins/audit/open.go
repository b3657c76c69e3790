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
	// applicationID stands in the file's header and says whose database it is,
	// so that nobody adds the log to some other program's data by mistake.
	applicationID = 0x65766c67 // "evlg"
	// schemaVersion counts the changes of the table below.
	schemaVersion = 1
	// schema keeps times as text of one width, which sorts and which people can read.
	schema = `CREATE TABLE audit_log (
	id     INTEGER PRIMARY KEY AUTOINCREMENT,
	topic  TEXT NOT NULL,
	source TEXT NOT NULL,
	data   TEXT NOT NULL CHECK (json_valid(data)),
	at     TEXT NOT NULL
) STRICT`
	// busy is how long one waits for a lock that another program holds, in milliseconds.
	busy = "busy_timeout(2000)"
)

// openWriter opens the one connection that writes, and makes the table where
// the file is new.
func openWriter(ctx context.Context, path string) (*sql.DB, error) {
	db, err := connect(path, 1, url.Values{
		"_pragma": {busy, "synchronous(FULL)"}, // of each connection; WAL is a property of the file
		"_txlock": {"immediate"},
	})
	if err != nil {
		return nil, err
	}
	if err := prepare(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// openReader opens the connections that the page reads from. They never wait
// for the writer: in WAL mode each sees the last commit before it began.
func openReader(path string) (*sql.DB, error) {
	return connect(path, 4, url.Values{"mode": {"ro"}, "_pragma": {busy, "query_only(1)"}})
}

// connect returns a pool of at most conns connections, none of them open yet.
func connect(path string, conns int, query url.Values) (*sql.DB, error) {
	query.Set("_error_rc", "1") // else "unable to open" comes with a stale "out of memory"
	db, err := sql.Open("sqlite", dsn(path, query))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	return db, nil
}

// dsn names a file to SQLite as a URI, which holds every path, also one with a
// question mark or a percent sign in it.
func dsn(path string, query url.Values) string {
	slashed := filepath.ToSlash(path)
	if !strings.HasPrefix(slashed, "/") { // C:/logs/audit.db
		slashed = "/" + slashed
	}
	return "file://" + (&url.URL{Path: slashed}).EscapedPath() + "?" + query.Encode()
}

// prepare looks whether the file is ours or new, and only then touches it.
func prepare(ctx context.Context, db *sql.DB) error {
	if _, err := inspect(ctx, db); err != nil {
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
	// Again, under the lock: two programs may start at the same moment.
	empty, err := inspect(ctx, tx)
	if err == nil && empty {
		_, err = tx.ExecContext(ctx, schema)
	}
	if err == nil {
		err = sign(ctx, tx)
	}
	if err != nil {
		return err
	}
	return tx.Commit()
}

// sign writes into the header whose file it is. It does so each time, since
// nothing short of a write shows that the file is read-only: SQLite opens such a
// file, and even begins a transaction, without a word.
func sign(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, schemaVersion))
	return err
}

// querier is a database or a transaction.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// inspect reports whether the database is empty; where it is not, it must be an
// audit log that this version can read.
func inspect(ctx context.Context, db querier) (empty bool, err error) {
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

// checkPath finds what SQLite cannot name: a folder in the file's place.
func checkPath(path string) error {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return errFolder
	}
	return nil
}
