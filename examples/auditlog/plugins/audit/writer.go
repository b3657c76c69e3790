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
	// batchRows is how many rows one commit takes at most.
	batchRows = 256
	// batchWait is how long the first row of a batch waits for others. A commit
	// waits for the disk, so a hundred rows cost hardly more than one.
	batchWait = 5 * time.Millisecond
)

// A writer owns the only connection that writes, and the goroutine that commits.
type writer struct {
	db     *sql.DB
	insert *sql.Stmt
	queue  chan *pending
	quit   chan struct{} // closed when close is called
	gone   chan struct{} // closed when the goroutine has ended
	once   sync.Once
	closed error
}

// pending is a row on its way to the disk.
type pending struct {
	row  Row
	done chan error // buffered: the writer never waits for who asked
}

// startWriter takes over db.
func startWriter(ctx context.Context, db *sql.DB) (*writer, error) {
	insert, err := db.PrepareContext(ctx, `INSERT INTO audit_log (topic, source, data, at) VALUES (?, ?, ?, ?)`)
	if err != nil {
		return nil, err
	}
	w := &writer{
		db: db, insert: insert, queue: make(chan *pending, batchRows),
		quit: make(chan struct{}), gone: make(chan struct{}),
	}
	go w.run()
	return w, nil
}

// append hands the row to the writer's goroutine and waits for its commit.
func (w *writer) append(ctx context.Context, row Row) error {
	p := &pending{row: row, done: make(chan error, 1)}
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
	case <-w.gone: // it came too late, or just in time
		select {
		case err := <-p.done:
			return err
		default:
			return ErrClosed
		}
	}
}

// run commits batch after batch, until close, and then what is still queued.
func (w *writer) run() {
	defer close(w.gone)
	for {
		select {
		case first := <-w.queue:
			w.commit(w.gather(first))
		case <-w.quit:
			for len(w.queue) > 0 {
				w.commit(w.gather(<-w.queue))
			}
			return
		}
	}
}

// gather adds to first what comes within batchWait, up to batchRows.
func (w *writer) gather(first *pending) []*pending {
	batch := append(make([]*pending, 0, batchRows), first)
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

// commit writes the batch, in the order of the events, and tells everyone how it went.
func (w *writer) commit(batch []*pending) {
	slices.SortStableFunc(batch, func(a, b *pending) int { return a.row.At.Compare(b.row.At) })
	err := w.write(batch)
	if err != nil {
		err = fmt.Errorf("audit: %d rows not committed: %w", len(batch), err)
	}
	for _, p := range batch {
		p.done <- err
	}
}

// write puts the batch into one transaction. No context can cut it short: it
// concerns the rows of many callers.
func (w *writer) write(batch []*pending) error {
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

// close ends the goroutine after its last commit, and then the connection.
func (w *writer) close() error {
	w.once.Do(func() {
		close(w.quit)
		<-w.gone
		w.closed = errors.Join(w.insert.Close(), w.db.Close())
	})
	return w.closed
}
