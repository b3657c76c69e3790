package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// Where one file can't be written, as in a folder that is gone or read-only, the
// others stay as they are, and no temporary file stays behind.
func TestNothingIsWrittenWhereOneFileCannotBe(t *testing.T) {
	dir := t.TempDir()
	good := filepath.Join(dir, "good.go")
	if err := os.WriteFile(good, []byte("before"), 0o644); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	err := apply(&out, []change{
		{path: good, name: "good.go", new: []byte("after"), mode: 0o644},
		{path: good, name: "good.go"}, // a removal
		{path: filepath.Join(dir, "gone", "bad.go"), name: "gone/bad.go", new: []byte("after"), mode: 0o644},
	})
	if err == nil || out.Len() != 0 {
		t.Errorf("apply returns %v and says %q", err, out.String())
	}
	if text, _ := os.ReadFile(good); string(text) != "before" {
		t.Errorf("the file that could be written has %q", text)
	}
	left, _ := os.ReadDir(dir)
	if len(left) != 1 {
		t.Errorf("the folder has %v", left)
	}
}
