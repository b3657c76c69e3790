package breaking

import (
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// A payloadComparison compares the payloads of one event, down to their leaves.
type payloadComparison struct {
	*comparison
	was, is            *contract.Event
	oldShapes          contract.Shapes // those of the old event, completed by the new one's
	newShapes          contract.Shapes
	oldOwner, newOwner string // names of the structs whose fields are being compared; empty if they are the payload's own

	visits map[[2]string]*structVisit
	open   []*structVisit
	inside map[[2]string]bool // types that are being compared
	told   map[[2]string]int  // what is reported about a pair of types, not of fields: an index of found
}

// A structVisit is the comparison of one pair of structs. Each pair is compared once:
// a type may contain itself, and many fields may have one type.
type structVisit struct {
	path   string
	closed bool
	found  []foundAt
}

// A foundAt is a finding, or an addition, below a struct.
type foundAt struct {
	index int
	path  string
}

// maxOtherPaths limits Finding.Also: types that contain others twice have 2^depth paths.
const maxOtherPaths = 8

func (c *comparison) comparePayload(was, is *contract.Event) {
	p := &payloadComparison{
		comparison: c, was: was, is: is,
		oldShapes: completed(was.Shapes, is.Shapes), newShapes: completed(is.Shapes, was.Shapes),
		visits: map[[2]string]*structVisit{}, inside: map[[2]string]bool{}, told: map[[2]string]int{},
	}
	p.compareFields("", was.Fields, is.Fields)
}

// add adds a finding about the field of that path, which is empty for the event itself.
func (p *payloadComparison) add(path string, f Finding) {
	f.Shape = p.newOwner
	p.addFinding(p.is, path, f)
	p.note(len(p.found)-1, path)
}

// note makes a finding known to the structs that it is in.
func (p *payloadComparison) note(index int, path string) {
	for _, v := range p.open {
		v.found = append(v.found, foundAt{index, path})
	}
}

// addPath adds another path of a finding.
func (p *payloadComparison) addPath(index int, path string) {
	f := &p.found[index]
	if path != f.Field && len(f.Also) < maxOtherPaths && !slices.Contains(f.Also, path) {
		f.Also = append(f.Also, path)
		p.note(index, path)
	}
}

// addOnce adds a finding about a pair of types. If it has been added for another field,
// that finding gets a path.
func (p *payloadComparison) addOnce(pair [2]string, path string, f Finding) {
	if index, known := p.told[pair]; known {
		p.addPath(index, path)
		return
	}
	p.told[pair] = len(p.found)
	p.add(path, f)
}

// compareStructs compares the fields of two named structs.
func (p *payloadComparison) compareStructs(path string, was, is *contract.Wire) {
	pair := [2]string{was.Name, is.Name}
	if v := p.visits[pair]; v != nil {
		if v.closed {
			p.repeat(v, path)
		}
		return
	}
	v := &structVisit{path: path}
	p.visits[pair] = v
	p.open = append(p.open, v)
	oldOwner, newOwner := p.oldOwner, p.newOwner
	p.oldOwner, p.newOwner = was.Name, is.Name
	p.compareFields(path, was.Fields, is.Fields)
	p.oldOwner, p.newOwner = oldOwner, newOwner
	p.open = p.open[:len(p.open)-1]
	v.closed = true
}

// repeat adds the paths that the findings below a struct have at another place. One about
// the struct as a whole is at the field that it is in.
func (p *payloadComparison) repeat(v *structVisit, path string) {
	for _, at := range v.found {
		if below, ok := strings.CutPrefix(at.path, v.path+"."); ok {
			p.addPath(at.index, fieldPath(path, below))
		} else {
			p.addPath(at.index, withoutElement(path))
		}
	}
}

// fieldPath returns the path of a field in a struct.
func fieldPath(path, name string) string { return strings.TrimPrefix(path+"."+name, ".") }

// withoutElement returns the path of the field that a list or map is in.
func withoutElement(path string) string {
	for strings.HasSuffix(path, "[]") {
		path = strings.TrimSuffix(path, "[]")
	}
	return path
}
