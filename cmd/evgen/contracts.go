package main

import (
	"github.com/fastpluggy/eventbus/internal/lockfile"
	"github.com/fastpluggy/eventbus/internal/spec"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

// contracts returns what the packages declare, as the lock has it.
func contracts(pkgs []*spec.Package) *lockfile.File {
	f := new(lockfile.File)
	for _, p := range pkgs {
		for _, e := range p.Events {
			f.Topics = append(f.Topics, topic(p, e))
		}
		for _, e := range p.Listens {
			f.Listens = append(f.Listens, topic(p, e))
		}
	}
	return f
}

func topic(p *spec.Package, e *spec.Event) lockfile.Topic {
	t := lockfile.Topic{Name: e.Name, Package: p.Path, GoName: e.GoName, Fingerprint: e.Fingerprint, Description: e.Description}
	for _, f := range e.Fields {
		t.Fields = append(t.Fields, lockfile.Field{Name: f.Name, GoName: f.GoName, Type: qualified(f.Type, p.Path), Doc: f.Doc})
	}
	return t
}

// qualified returns the canonical hint with the import path of every named type.
func qualified(t *typehint.Type, own string) string {
	return t.Format(func(path, name string) string {
		if path == "" {
			path = own
		}
		return path + "." + name
	})
}
