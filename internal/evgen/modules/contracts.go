package modules

import (
	"github.com/fastpluggy/eventbus/internal/hint"
	"github.com/fastpluggy/eventbus/internal/lockfile"
	"github.com/fastpluggy/eventbus/internal/spec"
)

// Contracts returns what the packages declare, in the form of a lock.
func Contracts(pkgs []*spec.Package) *lockfile.File {
	f := new(lockfile.File)
	for _, p := range pkgs {
		for _, e := range p.Events {
			f.Topics = append(f.Topics, contractOf(p, e))
		}
		for _, e := range p.Listens {
			f.Listens = append(f.Listens, contractOf(p, e))
		}
	}
	return f
}

func contractOf(p *spec.Package, e *spec.Event) lockfile.Topic {
	t := lockfile.Topic{Name: e.Name, Package: p.Path, GoName: e.GoName, Fingerprint: e.Fingerprint, Description: e.Description}
	for _, f := range e.Fields {
		t.Fields = append(t.Fields, lockfile.Field{Name: f.Name, GoName: f.GoName, Type: qualifiedHint(f.Type, p.Path), Doc: f.Doc})
	}
	return t
}

// qualifiedHint returns the canonical hint with the import path of every named
// type; own is the path of the package that declares it.
func qualifiedHint(t *hint.Type, own string) string {
	return t.Format(func(path, name string) string {
		if path == "" {
			path = own
		}
		return path + "." + name
	})
}
