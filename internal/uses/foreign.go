package uses

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os/exec"
	"slices"
	"strings"
)

// foreign loads the packages with topics that the listeners import and nobody
// looks at, such as that of the host. They are asked for by one "go list".
func (f *finder) foreign(ctx context.Context) error {
	wanted := f.unknown()
	if len(wanted) == 0 {
		return nil
	}
	args := append([]string{"list", "-e", "-find", "-f", "{{.ImportPath}}\t{{.Name}}\t{{.Dir}}", "--"}, wanted...)
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = f.dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		if text := strings.TrimSpace(stderr.String()); text != "" {
			return errors.New(text) // the go command explains itself
		}
		return fmt.Errorf("go list: %w", err)
	}
	for line := range strings.Lines(string(out)) {
		p := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		if len(p) == 3 && p[2] != "" {
			f.known[p[0]] = f.load(p[0], p[1], p[2], declaresTopics)
		}
	}
	return nil
}

// declaresTopics spares the parser what may be a large package of something else.
func declaresTopics(text []byte) bool {
	return bytes.Contains(text, []byte("typed.Generated(")) || bytes.Contains(text, []byte("typed.NewTopic"))
}

// unknown are the imports of listening packages that are not loaded yet, sorted.
// Those of the standard library have no dot in their first element.
func (f *finder) unknown() []string {
	paths := map[string]bool{}
	for _, s := range f.known {
		if !s.listens {
			continue
		}
		for _, file := range s.files {
			for _, imp := range file.Imports {
				path := importPath(imp)
				first, _, _ := strings.Cut(path, "/")
				if f.known[path] == nil && strings.Contains(first, ".") {
					paths[path] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(paths))
}
