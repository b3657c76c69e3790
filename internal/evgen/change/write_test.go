package change

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// If one file cannot be written, as in a directory that is gone or read-only, the
// others keep their content, and no temporary file is left.
func TestNothingIsWrittenIfOneFileCannotBe(t *testing.T) {
	dir := t.TempDir()
	good := writeGoodFile(t, dir)
	var out bytes.Buffer
	err := Apply(&out, []*File{
		{Path: good, Name: "good.go", New: []byte("after"), Mode: 0o644},
		{Path: good, Name: "good.go"}, // a removal
		{Path: filepath.Join(dir, "gone", "bad.go"), Name: "gone/bad.go", New: []byte("after"), Mode: 0o644},
	})
	if err == nil || out.Len() != 0 {
		t.Errorf("Apply returns %v and prints %q", err, out.String())
	}
	if text, _ := os.ReadFile(good); string(text) != "before" {
		t.Errorf("the file that could be written has %q", text)
	}
	left, _ := os.ReadDir(dir)
	if len(left) != 1 {
		t.Errorf("the directory has %v", left)
	}
}

func TestUndoRestoresContentAndTime(t *testing.T) {
	dir := t.TempDir()
	good := writeGoodFile(t, dir)
	before := time.Now().Add(-time.Hour).Truncate(time.Second)
	if err := os.Chtimes(good, before, before); err != nil {
		t.Fatal(err)
	}
	f, err := Read(dir, good)
	if err != nil {
		t.Fatal(err)
	}
	f.New = []byte("after")
	undo, err := f.WriteWithUndo()
	if err != nil {
		t.Fatal(err)
	}
	if text, _ := os.ReadFile(good); string(text) != "after" {
		t.Errorf("the file has %q after the change", text)
	}
	if err := undo(); err != nil {
		t.Fatal(err)
	}
	if text, _ := os.ReadFile(good); string(text) != "before" {
		t.Errorf("the file has %q after undo", text)
	}
	if info, err := os.Stat(good); err != nil || !info.ModTime().Equal(before) {
		t.Errorf("the file has the time %v (%v), want %v", info.ModTime(), err, before)
	}
}

func writeGoodFile(t *testing.T, dir string) string {
	t.Helper()
	path := filepath.Join(dir, "good.go")
	if err := os.WriteFile(path, []byte("before"), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}
