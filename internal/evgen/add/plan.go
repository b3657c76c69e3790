package add

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/fastpluggy/eventbus/internal/evgen/change"
	"github.com/fastpluggy/eventbus/internal/spec"
)

// newListFile is the file in which a list of events is declared if the package
// has none.
const newListFile = "events.go"

// planDeclaration returns the change of the file that is going to declare the
// event.
func planDeclaration(ctx context.Context, dir string, e *newEvent) (*change.File, error) {
	p, err := readPackage(ctx, dir)
	if err != nil {
		return nil, err
	}
	if err := p.checkNames(e); err != nil {
		return nil, err
	}
	list, err := p.findList(e)
	switch {
	case err != nil:
		return nil, err
	case list == nil:
		return p.planNewList(e)
	}
	text, err := p.insertIntoList(list, e)
	if err != nil {
		return nil, err
	}
	return p.changeFile(list.file, text)
}

// planNewList adds a list: to events.go if that has the list of the other kind,
// otherwise to a new events.go.
func (p *sourcePackage) planNewList(e *newEvent) (*change.File, error) {
	if id := p.findDeclared(e.listName()); id != nil {
		return nil, &spec.Error{Text: fmt.Sprintf("%s is not a list of events (%s); rename it, or declare the event by hand", e.listName(), p.position(id.Pos()))}
	}
	for _, f := range p.files {
		if f.name == newListFile && hasSpecList(f.tree) {
			text, err := appendList(f, e)
			if err != nil {
				return nil, err
			}
			return p.changeFile(f, text)
		}
	}
	return p.planNewFile(e)
}

func (p *sourcePackage) planNewFile(e *newEvent) (*change.File, error) {
	path := filepath.Join(p.Dir, newListFile)
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		return nil, &spec.Error{Text: fmt.Sprintf("%s exists but has no list of events; add one to a file of the package: var %s = []events.EventSpec{}", newListFile, e.listName())}
	}
	f := change.New(p.Dir, path)
	var err error
	f.New, err = p.newFileText(e)
	return f, err
}

// changeFile returns the change of a file of the package to text.
func (p *sourcePackage) changeFile(src *sourceFile, text []byte) (*change.File, error) {
	f, err := change.Read(p.Dir, filepath.Join(p.Dir, src.name))
	if err != nil {
		return nil, err
	}
	if !f.Regular {
		return nil, f.Error("evgen does not write through a link; declare the event by hand")
	}
	f.New = text
	return f, nil
}
