package breaking

import (
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// Listeners returns the packages, of those that declare listens, whose declaration has
// the changed event or reads the changed field.
func Listeners(in *Finding, listens []contract.Event) (by []string) {
	for i := range listens {
		l := &listens[i]
		if l.Name == in.Topic && in.Worst() > Safe && readsAny(l, append([]string{in.Field}, in.Also...)) {
			by = append(by, l.Package)
		}
	}
	slices.Sort(by)
	return slices.Compact(by)
}

func readsAny(l *contract.Event, paths []string) bool {
	return slices.ContainsFunc(paths, func(path string) bool { return path == "" || reads(l.Shapes, l.Fields, path) })
}

// reads reports whether a listener's own structs have the field of a path.
func reads(shapes contract.Shapes, fields []contract.Field, path string) bool {
	step, rest, _ := strings.Cut(path, ".")
	name := withoutElement(step)
	f := fieldNamed(fields, name)
	if f == nil || rest == "" {
		return f != nil
	}
	t, err := contract.ParseType(f.Type)
	if err != nil {
		return true
	}
	w := elementAt(shapes, t, strings.Count(step[len(name):], "[]"))
	switch w.Kind {
	case contract.WireStruct:
		return reads(shapes, w.Fields, rest)
	case contract.WireAny, contract.WireUnknown, contract.WireJSON, contract.WireMap:
		return true // it may read any part of it
	case contract.WireBasic, contract.WireNumber, contract.WireBytes, contract.WireText, contract.WireList,
		contract.WireArray, contract.WireOptional:
	}
	return false
}

// elementAt goes down into lists, maps and pointers.
func elementAt(shapes contract.Shapes, t *contract.Type, depth int) contract.Wire {
	w := shapes.Wire(t)
	for w.Elem != nil {
		if w.Kind != contract.WireOptional {
			if depth == 0 {
				break
			}
			depth--
		}
		w = shapes.Wire(w.Elem)
	}
	return w
}
