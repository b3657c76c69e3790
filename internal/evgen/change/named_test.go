package change

import (
	"bytes"
	"strings"
	"testing"
)

func TestDirectoryInPlaceOfAFile(t *testing.T) {
	err := WriteNamed(t.TempDir(), []byte("text"), "events.json", &bytes.Buffer{})
	if err == nil || !strings.Contains(err.Error(), "is a directory; give -o the name of a file, as in -o ") {
		t.Errorf("WriteNamed returns %v", err)
	}
}
