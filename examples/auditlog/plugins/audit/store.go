package audit

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite" // the database/sql driver "sqlite": pure Go, no cgo
)

// timeLayout is RFC 3339 in UTC with a fixed width, so that text sorts like time.
const timeLayout = "2006-01-02T15:04:05.000000000Z"

// A Store keeps the audit log in one SQLite file. Its methods are safe for
// concurrent use.
type Store struct {
	path   string
	writer *rowWriter
	reader *sql.DB
}

// Open opens the log in the file at path, and creates the file if it does not
// exist. If the file cannot hold a log, the error is a [*FileError]. The caller
// must close the store.
func Open(ctx context.Context, path string) (*Store, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("audit: no absolute path: %w", err)
	}
	store, err := openStore(ctx, path)
	if err != nil {
		return nil, newFileError(path, err)
	}
	return store, nil
}

func openStore(ctx context.Context, path string) (*Store, error) {
	if err := checkPath(path); err != nil {
		return nil, err
	}
	db, err := openWriter(ctx, path)
	if err != nil {
		return nil, err
	}
	w, err := startWriter(ctx, db)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	reader, err := openReader(path)
	if err != nil {
		return nil, errors.Join(err, w.close())
	}
	return &Store{path: path, writer: w, reader: reader}, nil
}

// Path returns the absolute path of the file.
func (s *Store) Path() string { return s.path }

// Append adds a row, whose ID it ignores, and returns after the row is committed
// and synced to disk. Rows that are appended at the same time share a commit. If
// ctx ends first, the row may or may not be in the log.
func (s *Store) Append(ctx context.Context, row Row) error {
	return s.writer.append(ctx, row)
}

// Page returns at most limit rows older than the row with the ID before, newest
// first, and reports whether there are older ones. If before is 0, it starts with
// the newest row. It does not wait for writes.
func (s *Store) Page(ctx context.Context, before int64, limit int) (page []Row, more bool, err error) {
	if before <= 0 {
		before = math.MaxInt64
	}
	rows, err := s.reader.QueryContext(ctx,
		`SELECT id, topic, source, data, at FROM audit_log WHERE id < ? ORDER BY id DESC LIMIT ?`, before, limit+1)
	if err != nil {
		return nil, false, fmt.Errorf("audit: read %q: %w", s.path, err)
	}
	page, err = scanRows(rows)
	if err != nil {
		return nil, false, fmt.Errorf("audit: read %q: %w", s.path, err)
	}
	if len(page) > limit {
		return page[:limit], true, nil
	}
	return page, false, nil
}

// scanRows reads all rows and closes them.
func scanRows(rows *sql.Rows) ([]Row, error) {
	defer rows.Close() //nolint:errcheck // rows.Err reports the error
	page := []Row{}    // "[]" as JSON, not "null"
	for rows.Next() {
		var row Row
		var data, at string
		if err := rows.Scan(&row.ID, &row.Topic, &row.Source, &data, &at); err != nil {
			return nil, err
		}
		when, err := time.Parse(timeLayout, at)
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", row.ID, err)
		}
		row.Data, row.At = json.RawMessage(data), when
		page = append(page, row)
	}
	return page, rows.Err()
}

// Close commits the waiting rows and closes the file. A second Close does nothing.
// Later calls of Append return [ErrClosed].
func (s *Store) Close() error {
	// The writer is closed last, so that it can empty and remove the WAL file.
	return errors.Join(s.reader.Close(), s.writer.close())
}
