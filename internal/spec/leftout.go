package spec

import (
	"bytes"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// A leftOutFile is a file with declarations that this build leaves out, because of its
// tags, its name or cgo.
type leftOutFile struct {
	name string // relative to the directory that evgen runs in
	text []byte
}

// leftOutFiles returns the files of a package that mention EventSpec and that another
// build has.
func (c *packageChecker) leftOutFiles(l *listedPackage) (files []leftOutFile) {
	for _, name := range l.IgnoredGoFiles {
		if name[0] == '_' || name[0] == '.' || strings.HasSuffix(name, "_test.go") {
			continue
		}
		path := filepath.Join(l.Dir, name)
		text, err := os.ReadFile(path)
		if err != nil || !bytes.Contains(text, []byte("EventSpec")) || IsGenerated(text) {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ParseComments|parser.PackageClauseOnly)
		if err == nil && !isIgnoredFile(tree) {
			files = append(files, leftOutFile{c.relativePath(path), text})
		}
	}
	return files
}

// HasLeftOut returns a file that may declare events and is no part of this build, or "".
func (p *Package) HasLeftOut() string {
	if len(p.leftOut) == 0 {
		return ""
	}
	return p.leftOut[0].name
}

// computedName matches a spec whose name is not a literal.
var computedName = regexp.MustCompile("Name:\\s*[^\\s\"`]")

// MayBeLeftOut returns a file that may declare the event and is no part of this build,
// or "". It looks for the name as a literal; a file with a name that is not a literal may
// declare any event.
func (p *Package) MayBeLeftOut(event string) string {
	for _, f := range p.leftOut {
		if bytes.Contains(f.text, []byte(strconv.Quote(event))) || bytes.Contains(f.text, []byte("`"+event+"`")) || computedName.Match(f.text) {
			return f.name
		}
	}
	return ""
}

// GoFiles returns the names of the Go files in a folder, without tests, sorted. The
// folder may have any name; filepath.Glob would take brackets in it for a pattern.
func GoFiles(dir string) (names []string, err error) {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		if name := e.Name(); strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			names = append(names, name)
		}
	}
	return names, err
}
