package errtext

import (
	"fmt"
	"path/filepath"
	"strings"
)

// ShortPlace writes a place in the code with the last folder only, as in
// "authuser/routes.go:12": in a program of plugins, the file alone is often
// plugin.go. It returns "" if there is no file.
func ShortPlace(file string, line int) string {
	if file == "" {
		return ""
	}
	parts := strings.Split(filepath.ToSlash(file), "/")
	return fmt.Sprintf("%s:%d", strings.Join(parts[max(0, len(parts)-2):], "/"), line)
}
