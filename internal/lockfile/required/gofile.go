package required

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A goFile is what a go.mod or go.work file says about modules.
type goFile struct {
	dir      string // to which folders are relative
	path     string // of the module of a go.mod
	requires []*Module
	replaces []replacement
	uses     []string // folders of the modules of a go.work
}

// A replacement is a replace directive.
type replacement struct {
	oldPath, oldVersion string // the version is empty if it is for all versions
	newPath, newVersion string // the version is empty if newPath is a folder
}

// readGoFile reads a file. One that can't be read says nothing. Folders that it names are
// relative to dir.
func readGoFile(name, dir string) *goFile {
	f := &goFile{dir: dir}
	text, _ := os.ReadFile(name)
	f.parse(string(text))
	return f
}

func (f *goFile) parse(text string) {
	for _, d := range directives(text) {
		switch {
		case d.verb == "module" && len(d.args) == 1:
			f.path = d.args[0]
		case d.verb == "require" && len(d.args) == 2:
			f.requires = append(f.requires, &Module{Path: d.args[0], Version: d.args[1], Indirect: d.isIndirect(), Line: d.line})
		case d.verb == "use" && len(d.args) == 1:
			f.uses = append(f.uses, f.folder(d.args[0]))
		case d.verb == "replace":
			f.addReplacement(d.args)
		}
	}
}

// addReplacement reads the words of "old [version] => new [version]".
func (f *goFile) addReplacement(words []string) {
	arrow := slices.Index(words, "=>")
	if arrow < 1 || arrow > 2 || len(words) < arrow+2 || len(words) > arrow+3 {
		return
	}
	r := replacement{oldPath: words[0], newPath: words[arrow+1]}
	if arrow == 2 {
		r.oldVersion = words[1]
	}
	if len(words) == arrow+3 {
		r.newVersion = words[arrow+2]
	} else {
		r.newPath = f.folder(r.newPath)
	}
	f.replaces = append(f.replaces, r)
}

// folder returns the path of a folder that the file names.
func (f *goFile) folder(name string) string {
	name = filepath.FromSlash(name)
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(f.dir, name)
}

// replacementOf returns the replace directive for a module, or nil. One for its version
// comes before one for all versions.
func (f *goFile) replacementOf(m *Module) (found *replacement) {
	for i := range f.replaces {
		r := &f.replaces[i]
		if r.oldPath == m.Path && (r.oldVersion == m.Version || r.oldVersion == "" && found == nil) {
			found = r
		}
	}
	return found
}

// escaped writes the path or version of a module as the module cache does, since some
// file systems ignore case.
func escaped(text string) string {
	var out strings.Builder
	for _, r := range text {
		if 'A' <= r && r <= 'Z' {
			out.WriteByte('!')
			r += 'a' - 'A'
		}
		out.WriteRune(r)
	}
	return out.String()
}
