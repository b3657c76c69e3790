package required

import (
	"go/build"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/lockfile"
)

// goSetting returns a setting of the go command: from the environment or, if it is not
// there, from the file that "go env -w" writes.
func goSetting(name string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	for line := range strings.Lines(goEnvText()) {
		if key, value, ok := strings.Cut(strings.TrimRight(line, "\r\n"), "="); ok && key == name {
			return value
		}
	}
	return ""
}

func goEnvText() string {
	name := os.Getenv("GOENV")
	if name == "off" {
		return ""
	}
	if name == "" {
		dir, err := os.UserConfigDir()
		if err != nil {
			return ""
		}
		name = filepath.Join(dir, "go", "env")
	}
	text, _ := os.ReadFile(name)
	return string(text)
}

// moduleCache returns the folder of the module cache.
func moduleCache() string {
	if dir := goSetting("GOMODCACHE"); dir != "" {
		return dir
	}
	path := goSetting("GOPATH")
	if path == "" {
		path = build.Default.GOPATH // has the default
	}
	for _, dir := range filepath.SplitList(path) {
		return filepath.Join(dir, "pkg", "mod")
	}
	return ""
}

// WorkspaceFile returns the go.work file that the go command uses in dir, and whether
// there is one.
func WorkspaceFile(dir string) (path string, ok bool) {
	switch set := goSetting("GOWORK"); set {
	case "":
	case "off":
		return "", false
	default:
		return set, true
	}
	dir, ok = lockfile.Above(dir, func(dir string) bool { return lockfile.Has(dir, "go.work") })
	return filepath.Join(dir, "go.work"), ok
}

// goModPath returns the path of the file that the go command reads as the go.mod of a
// folder: the flag -modfile may name another.
func goModPath(root string) string {
	for flag := range strings.FieldsSeq(goSetting("GOFLAGS")) {
		if name, ok := strings.CutPrefix(strings.TrimLeft(flag, "-"), "modfile="); ok {
			return name
		}
	}
	return filepath.Join(root, "go.mod")
}

// Roots returns the folders of the user's own modules that a run of the go command in dir
// works on: that of its module, and those of its workspace, each once.
func Roots(dir string) (roots []string) {
	if root, ok := lockfile.Root(dir); ok {
		roots = append(roots, root)
	}
	if path, ok := WorkspaceFile(dir); ok {
		for _, use := range readGoFile(path, filepath.Dir(path)).uses {
			if !slices.Contains(roots, use) {
				roots = append(roots, use)
			}
		}
	}
	return roots
}
