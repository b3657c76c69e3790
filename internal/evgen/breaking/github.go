package breaking

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/fastpluggy/eventbus/internal/breaking"
	"github.com/fastpluggy/eventbus/internal/lockfile"
)

// The escapes of GitHub's workflow commands.
var (
	messageEscaper  = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyEscaper = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// printGitHub prints workflow commands, which GitHub shows beside the changed
// lines.
func printGitHub(w io.Writer, all []*comparison) error {
	for _, c := range all {
		for i := range c.findings {
			f := c.findings[i]
			if f.upgrade != nil { // its lock is not in the repository
				f.File, f.Line = filepath.Join(c.root, "go.mod"), f.upgrade.is.Module.Line
			}
			f.File = c.pathInRepository(&f)
			if _, err := fmt.Fprintln(w, workflowCommand(&f)); err != nil {
				return err
			}
		}
	}
	return nil
}

// pathInRepository returns a finding's file relative to the root of the repository, as
// GitHub has it. Without a repository, it stays relative to the working directory.
func (c *comparison) pathInRepository(f *placedFinding) string {
	path := filepath.FromSlash(f.File)
	if _, err := os.Stat(path); f.inLock && err != nil { // that of a commit: "main:events.lock.json"
		path = filepath.Join(c.root, lockfile.FileName)
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(c.dir, path)
	}
	root, ok := lockfile.Above(filepath.Dir(path), func(dir string) bool { return lockfile.Has(dir, ".git") })
	if rel, err := filepath.Rel(root, path); ok && err == nil {
		return filepath.ToSlash(rel)
	}
	return f.File
}

func workflowCommand(f *placedFinding) string {
	place := fmt.Sprintf("file=%s,line=%d", propertyEscaper.Replace(f.File), f.Line)
	if f.Column > 0 {
		place += fmt.Sprintf(",col=%d", f.Column)
	}
	return fmt.Sprintf("::%s %s,title=%s::%s", severity(f), place, f.Rule, messageEscaper.Replace(f.String()))
}

func severity(f *placedFinding) string {
	switch {
	case f.Failing():
		return "error"
	case f.Accepted == "" && f.Worst() == breaking.Warns:
		return "warning"
	}
	return "notice"
}
