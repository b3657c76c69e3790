package required

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/lockfile"
)

// A Module is a module that another one requires.
type Module struct {
	Path     string
	Version  string // empty if its files may change: those of a replace directive or a workspace
	Indirect bool   // go.mod says that no package of the requiring module imports it
	Line     int    // of the requirement in go.mod
	Dir      string // of its files on this machine; empty if there are none
	Member   bool   // of the same workspace

	source   string // path of the module that replaces it, or Path
	goMod    string // path of its go.mod in the module cache, which is there before its files
	vendored bool   // Dir has only the packages that are imported
}

// String returns the path with the version: "example.com/shop@v1.2.0".
func (m *Module) String() string {
	if m.Version == "" {
		return m.Path
	}
	return m.source + "@" + m.Version
}

// LockName is how messages call the lock of the module.
func (m *Module) LockName() string { return m.String() + "/" + lockfile.FileName }

// LockPath is the path of the lock of the module.
func (m *Module) LockPath() string { return filepath.Join(m.Dir, lockfile.FileName) }

// Modules returns the modules that the go.mod in root requires, in its order.
func Modules(root string) []*Module {
	f := &finder{main: readGoFile(goModPath(root), root), cache: moduleCache()}
	f.vendors = append(f.vendors, filepath.Join(root, "vendor"))
	f.addWorkspace(root)
	for _, m := range f.main.requires {
		f.find(m)
	}
	return f.main.requires
}

// ModulesOf returns the modules that a go.mod requires of which only the text is known,
// such as one of an older commit. Folders of replace directives are not looked at: they
// are not those of that commit.
func ModulesOf(text string) []*Module {
	f := &finder{main: new(goFile), cache: moduleCache()}
	f.main.parse(text)
	for _, m := range f.main.requires {
		if f.find(m); m.Version == "" {
			m.Dir = ""
		}
	}
	return f.main.requires
}

// IsKnown reports whether it is known that the module has a lock, or that it has none.
// "go mod vendor" copies no lock, unless there is a package beside it. A module that does
// not require that of the bus has none.
func (m *Module) IsKnown() bool {
	if m.Dir != "" && (!m.vendored || lockfile.Has(m.Dir, lockfile.FileName)) {
		return true
	}
	text, err := os.ReadFile(m.goMod)
	return err == nil && m.Path != busModule && !strings.Contains(string(text), busModule)
}

// busModule is required by every module that has a lock.
const busModule = "github.com/fastpluggy/eventbus"

// A finder finds the files of modules.
type finder struct {
	main    *goFile
	work    *goFile   // nil without a workspace
	members []*goFile // of the workspace
	cache   string
	vendors []string // vendor directories
}

// addWorkspace looks for the workspace of the module in root. One that does not have the
// module is not in use there.
func (f *finder) addWorkspace(root string) {
	path, ok := WorkspaceFile(root)
	if !ok {
		return
	}
	work := readGoFile(path, filepath.Dir(path))
	if !slices.ContainsFunc(work.uses, func(dir string) bool { return isSameFolder(dir, root) }) {
		return
	}
	f.work = work
	f.vendors = append(f.vendors, filepath.Join(work.dir, "vendor"))
	for _, dir := range work.uses {
		if !isSameFolder(dir, root) {
			f.members = append(f.members, readGoFile(filepath.Join(dir, "go.mod"), dir))
		}
	}
}

// find sets where the files of a module are, and its version.
func (f *finder) find(m *Module) {
	for _, member := range f.members {
		if member.path == m.Path {
			m.Version, m.Dir, m.Member = "", member.dir, true
			return
		}
	}
	m.source = m.Path
	if r := f.replacementOf(m); r != nil {
		m.source, m.Version = r.newPath, r.newVersion
		if m.Version == "" {
			m.Dir = existing(r.newPath)
			f.findVendored(m)
			return
		}
	}
	path, version := filepath.FromSlash(escaped(m.source)), escaped(m.Version)
	m.Dir = existing(filepath.Join(f.cache, path+"@"+version))
	m.goMod = filepath.Join(f.cache, "cache", "download", path, "@v", version+".mod")
	f.findVendored(m)
}

// findVendored looks into the vendor directories for a module that is nowhere else.
func (f *finder) findVendored(m *Module) {
	for _, dir := range f.vendors {
		if m.Dir == "" {
			m.Dir = existing(filepath.Join(dir, filepath.FromSlash(m.Path)))
			m.vendored = m.Dir != ""
		}
	}
}

// replacementOf returns the directive that replaces a module, or nil. That of go.work
// comes first, then that of the module itself.
func (f *finder) replacementOf(m *Module) *replacement {
	for _, file := range slices.Concat([]*goFile{f.work, f.main}, f.members) {
		if file == nil {
			continue
		}
		if r := file.replacementOf(m); r != nil {
			return r
		}
	}
	return nil
}

// existing returns dir if it is a folder, and otherwise "".
func existing(dir string) string {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return ""
	}
	return dir
}

// isSameFolder also compares what links lead to.
func isSameFolder(a, b string) bool {
	if a == b {
		return true
	}
	of, err := os.Stat(a)
	if err != nil {
		return false
	}
	other, err := os.Stat(b)
	return err == nil && os.SameFile(of, other)
}
