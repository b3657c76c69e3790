package audit_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/examples/auditlog/plugins/audit"
)

// open returns a store in a new folder, closed when the test ends.
func open(t *testing.T, name string) *audit.Store {
	t.Helper()
	store, err := audit.Open(t.Context(), filepath.Join(t.TempDir(), name))
	if err != nil {
		t.Fatalf("Open(%q) = %v", name, err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Errorf("Close() = %v", err)
		}
	})
	return store
}

func row(n int) audit.Row {
	return audit.Row{
		Topic: "user.login", Source: "auth_user", Data: fmt.Appendf(nil, `{"n":%d}`, n),
		At: time.Date(2026, 11, 24, 12, 0, 0, n, time.UTC),
	}
}

func TestRowComesBackAsItWent(t *testing.T) {
	store := open(t, "a.db")
	want := row(7)
	want.At = want.At.In(time.FixedZone("east", 3600)) // stored as UTC
	if err := store.Append(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	got, more, err := store.Page(t.Context(), 0, 50)
	if err != nil || more || len(got) != 1 {
		t.Fatalf("Page = %v, %v, %v; want one row and no more", got, more, err)
	}
	g := got[0]
	if g.ID != 1 || g.Topic != want.Topic || g.Source != want.Source || string(g.Data) != string(want.Data) || !g.At.Equal(want.At) {
		t.Errorf("Page = %+v, want %+v with ID 1", g, want)
	}
}

func TestAcknowledgedRowIsReadable(t *testing.T) {
	store := open(t, "a.db")
	for n := range 20 {
		if err := store.Append(t.Context(), row(n)); err != nil {
			t.Fatal(err)
		}
		if got := all(t, store); len(got) != n+1 {
			t.Fatalf("%d rows to be read after %d were acknowledged", len(got), n+1)
		}
	}
}

func TestManyAppendAtOnce(t *testing.T) {
	store := open(t, "a.db")
	const rows = 2000 // more than the queue and several batches hold
	var wg sync.WaitGroup
	for n := range rows {
		wg.Go(func() {
			if err := store.Append(context.Background(), row(n)); err != nil {
				t.Errorf("Append(%d) = %v", n, err)
			}
		})
	}
	wg.Wait()
	seen := map[string]bool{}
	for _, r := range all(t, store) {
		if seen[string(r.Data)] {
			t.Errorf("row %s is there twice", r.Data)
		}
		seen[string(r.Data)] = true
	}
	if len(seen) != rows {
		t.Errorf("%d rows in the log, want %d", len(seen), rows)
	}
}

// all reads the log page by page and checks its order.
func all(t *testing.T, store *audit.Store) (rows []audit.Row) {
	t.Helper()
	before := int64(0)
	for {
		page, more, err := store.Page(t.Context(), before, 50)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page {
			if before != 0 && r.ID >= before {
				t.Fatalf("row %d comes after row %d; want newest first", r.ID, before)
			}
			before = r.ID
		}
		rows = append(rows, page...)
		if !more {
			return rows
		}
		if len(page) != 50 {
			t.Fatalf("a page of %d rows says that there are more; want 50", len(page))
		}
	}
}

func TestPageEdges(t *testing.T) {
	store := open(t, "a.db")
	for _, tt := range []struct {
		rows   int
		before int64
		want   int
		more   bool
		reason string
	}{
		{0, 0, 0, false, "an empty log is an empty page"},
		{50, 0, 50, false, "exactly one page"},
		{51, 0, 50, true, "one row more than a page"},
		{51, 2, 1, false, "the oldest row"},
		{51, 1, 0, false, "nothing is older than the oldest"},
		{51, 1 << 62, 50, true, "an ID that does not exist yet"},
		{51, -3, 50, true, "a negative ID is not an ID"},
	} {
		for n := len(all(t, store)); n < tt.rows; n++ {
			if err := store.Append(t.Context(), row(n)); err != nil {
				t.Fatal(err)
			}
		}
		got, more, err := store.Page(t.Context(), tt.before, 50)
		if err != nil || len(got) != tt.want || more != tt.more || got == nil {
			t.Errorf("of %d rows, Page(before %d) = %d rows, more %v, %v; want %d, %v: %s",
				tt.rows, tt.before, len(got), more, err, tt.want, tt.more, tt.reason)
		}
	}
}

func TestReopenKeepsRowsAndCountsOn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a b?c#d%20e.db") // the path is not a URL
	for n := range 3 {
		store, err := audit.Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		if store.Path() != path {
			t.Errorf("Path() = %q, want %q", store.Path(), path)
		}
		if err := store.Append(t.Context(), row(n)); err != nil {
			t.Fatal(err)
		}
		if rows := all(t, store); len(rows) != n+1 || rows[0].ID != int64(n+1) {
			t.Errorf("after opening %d times: %+v", n+1, rows)
		}
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if files, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*")); len(files) != 1 || files[0] != path {
		t.Errorf("a closed store leaves %q, want only %q", files, path)
	}
}

func TestCloseCommitsWhatIsWaiting(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	store, err := audit.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	results := make(chan error)
	const rows = 300
	for n := range rows {
		go func() { results <- store.Append(context.Background(), row(n)) }()
	}
	if err := <-results; err != nil { // the first batch is through, others are on their way
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	acknowledged := 1
	for range rows - 1 {
		switch err := <-results; {
		case err == nil:
			acknowledged++
		case !errors.Is(err, audit.ErrClosed):
			t.Errorf("Append during Close = %v, want nil or ErrClosed", err)
		}
	}
	again, err := audit.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if got := len(all(t, again)); got != acknowledged {
		t.Errorf("%d rows acknowledged, %d in the file", acknowledged, got)
	}
}

func TestClosedStoreSaysSo(t *testing.T) {
	store := open(t, "a.db")
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	if err := store.Append(t.Context(), row(1)); !errors.Is(err, audit.ErrClosed) {
		t.Errorf("Append after Close = %v, want ErrClosed", err)
	}
	if err := store.Close(); err != nil {
		t.Errorf("second Close = %v, want nil", err)
	}
}

func TestAppendGivesUpWithItsContext(t *testing.T) {
	store := open(t, "a.db")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := store.Append(ctx, row(1)); err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("Append = %v, want nil or context.Canceled", err)
	}
}

// One row that the database refuses must not be reported as committed.
func TestRefusedRowIsReported(t *testing.T) {
	store := open(t, "a.db")
	bad := row(1)
	bad.Data = json.RawMessage(nil) // becomes the empty text, which is not JSON
	if err := store.Append(t.Context(), bad); err == nil {
		t.Error("Append of a row without data = nil, want an error")
	}
	if err := store.Append(t.Context(), row(2)); err != nil {
		t.Errorf("the next row: %v", err)
	}
}
