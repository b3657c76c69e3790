package audit

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

const (
	// batchRows is the largest number of rows in one commit.
	batchRows = 256
	// batchWait is how long the first row of a batch waits for others. A commit
	// waits for the disk, so a hundred rows cost little more than one.
	batchWait = 5 * time.Millisecond
)

// A rowWriter owns the only connection that writes, and the goroutine that
// commits.
type rowWriter struct {
	db       *sql.DB
	insert   *sql.Stmt
	queue    chan *pendingRow
	quit     chan struct{} // closed when close is called
	ended    chan struct{} // closed when the goroutine has ended
	once     sync.Once
	closeErr error
}

// A pendingRow is a row that is not committed yet.
type pendingRow struct {
	row  Row
	done chan error // buffered: the writer never waits for the caller
}

// startWriter starts the goroutine that writes to db. The writer closes db.
func startWriter(ctx context.Context, db *sql.DB) (*rowWriter, error) {
	insert, err := db.PrepareContext(ctx, `INSERT INTO audit_log (topic, source, data, at) VALUES (?, ?, ?, ?)`)
	if err != nil {
		return nil, err
	}
	w := &rowWriter{
		db: db, insert: insert, queue: make(chan *pendingRow, batchRows),
		quit: make(chan struct{}), ended: make(chan struct{}),
	}
	go w.commitUntilClosed()
	return w, nil
}

// append hands a row to the writer's goroutine and waits for its commit.
func (w *rowWriter) append(ctx context.Context, row Row) error {
	p := &pendingRow{row: row, done: make(chan error, 1)}
	select {
	case <-w.quit:
		return ErrClosed
	default:
	}
	select {
	case w.queue <- p:
	case <-w.quit:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-p.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	case <-w.ended: // the last commits may or may not have had this row
		select {
		case err := <-p.done:
			return err
		default:
			return ErrClosed
		}
	}
}

// commitUntilClosed commits one batch after the other until close is called, and
// then the rows that are still queued.
func (w *rowWriter) commitUntilClosed() {
	defer close(w.ended)
	for {
		select {
		case first := <-w.queue:
			w.commitBatch(w.gatherBatch(first))
		case <-w.quit:
			for len(w.queue) > 0 {
				w.commitBatch(w.gatherBatch(<-w.queue))
			}
			return
		}
	}
}

// gatherBatch adds to first the rows that come within batchWait, up to batchRows.
func (w *rowWriter) gatherBatch(first *pendingRow) []*pendingRow {
	batch := append(make([]*pendingRow, 0, batchRows), first)
	timeout := time.After(batchWait)
	for len(batch) < batchRows {
		select {
		case p := <-w.queue:
			batch = append(batch, p)
		case <-timeout:
			return batch
		}
	}
	return batch
}

// commitBatch writes the batch in the order of the events, and reports the result
// to all callers.
func (w *rowWriter) commitBatch(batch []*pendingRow) {
	slices.SortStableFunc(batch, func(a, b *pendingRow) int { return a.row.At.Compare(b.row.At) })
	err := w.insertBatch(batch)
	if err != nil {
		err = fmt.Errorf("audit: %d rows not committed: %w", len(batch), err)
	}
	for _, p := range batch {
		p.done <- err
	}
}

// insertBatch writes the batch in one transaction. It takes no context: no caller
// may cut off the rows of the others.
func (w *rowWriter) insertBatch(batch []*pendingRow) error {
	tx, err := w.db.Begin()
	if err != nil {
		return err
	}
	insert := tx.Stmt(w.insert)
	for _, p := range batch {
		r := p.row
		if _, err := insert.Exec(r.Topic, r.Source, string(r.Data), r.At.UTC().Format(timeLayout)); err != nil {
			return errors.Join(err, tx.Rollback())
		}
	}
	return tx.Commit()
}

// close ends the goroutine after its last commit, and then closes the connection.
func (w *rowWriter) close() error {
	w.once.Do(func() {
		close(w.quit)
		<-w.ended
		w.closeErr = errors.Join(w.insert.Close(), w.db.Close())
	})
	return w.closeErr
}
