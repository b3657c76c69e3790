package audit_test

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/examples/auditlog/plugins/audit"
)

func TestOpenRefusesWhatIsNoLog(t *testing.T) {
	for _, tt := range []struct {
		name   string
		make   func(t *testing.T, path string)
		reason string
	}{
		{"text", func(t *testing.T, path string) { write(t, path, strings.Repeat("not a database\n", 100)) }, "is not a SQLite database"},
		{"folder", func(t *testing.T, path string) { check(t, os.Mkdir(path, 0o755)) }, "is a folder"},
		{"damaged", damaged, "is damaged"},
		{"foreign", func(t *testing.T, path string) { execute(t, path, "CREATE TABLE customers (id)") }, "is a database of another program"},
		{"newer", func(t *testing.T, path string) {
			store, err := audit.Open(t.Context(), path)
			check(t, err)
			check(t, store.Close())
			execute(t, path, "PRAGMA user_version = 99")
		}, "was written by a newer version"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "audit.db")
			tt.make(t, path)
			before, _ := os.ReadFile(path)
			refused(t, path, tt.reason)
			if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
				t.Error("Open changed the file that it refused")
			}
		})
	}
}

func TestOpenInAMissingFolder(t *testing.T) {
	refused(t, filepath.Join(t.TempDir(), "no", "such", "audit.db"), "make sure that its folder exists")
}

func TestOpenAnEmptyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.db")
	write(t, path, "")
	store, err := audit.Open(t.Context(), path)
	check(t, err)
	check(t, store.Close())
}

func TestFileIsInWALModeAndSound(t *testing.T) {
	store := open(t, "a.db")
	check(t, store.Append(t.Context(), row(1)))
	db, err := sql.Open("sqlite", store.Path())
	check(t, err)
	defer db.Close()
	for pragma, want := range map[string]string{"journal_mode": "wal", "integrity_check": "ok"} {
		var got string
		check(t, db.QueryRow("PRAGMA "+pragma).Scan(&got))
		if got != want {
			t.Errorf("%s is %q, want %q", pragma, got, want)
		}
	}
}

// refused checks that the error of Open names the file, the reason and the remedy.
func refused(t *testing.T, path, reason string) {
	t.Helper()
	store, err := audit.Open(t.Context(), path)
	if err == nil {
		store.Close()
		t.Fatal("Open = nil, want an error")
	}
	fault, ok := errors.AsType[*audit.FileError](err)
	if !ok {
		t.Fatalf("Open = %v, want a *FileError", err)
	}
	if fault.Path != path || fault.Remedy == "" || fault.Unwrap() == nil {
		t.Errorf("Open = %+v, want the path %q, a remedy and a cause", fault, path)
	}
	if text := err.Error(); !strings.Contains(text, reason) || !strings.Contains(text, path) || strings.Contains(text, "\n") {
		t.Errorf("Open = %q, want one line with %q and the path", text, reason)
	}
}

// damaged makes a log whose first table page is overwritten.
func damaged(t *testing.T, path string) {
	store, err := audit.Open(t.Context(), path)
	check(t, err)
	check(t, store.Append(t.Context(), row(1)))
	check(t, store.Close())
	data, err := os.ReadFile(path)
	check(t, err)
	for i := 100; i < 4096; i++ { // the header's 100 bytes stay
		data[i] = 0xff
	}
	check(t, os.WriteFile(path, data, 0o644))
}

func execute(t *testing.T, path, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	check(t, err)
	_, err = db.Exec(statement)
	check(t, err)
	check(t, db.Close())
}

func write(t *testing.T, path, text string) {
	t.Helper()
	check(t, os.WriteFile(path, []byte(text), 0o644))
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
