package events

import (
	"fmt"
	"strings"

	"github.com/fastpluggy/eventbus/internal/errtext"
)

// A valuePath is the way from a payload to a value in it.
type valuePath []valueStep

// A valueStep is one step into a value: to a field, or to an element of a list or map.
type valueStep struct {
	kind  stepKind
	name  string // of a field, or the key of an entry
	index int
	owner *valueShape // the struct that has the field; nil for the payload
}

type stepKind uint8

const (
	fieldStep stepKind = iota
	indexStep
	keyStep
)

// maxPathText is how many bytes of a path an error shows.
const maxPathText = 256

// text writes a path as "lines[0].qty", with what is below it.
func (p valuePath) text(below string) string {
	var b strings.Builder
	for i, step := range p {
		switch {
		case step.kind == indexStep:
			fmt.Fprintf(&b, "[%d]", step.index)
		case step.kind == keyStep:
			b.WriteString("[" + errtext.Quote(step.name) + "]")
		case i > 0:
			b.WriteString("." + step.name)
		default:
			b.WriteString(step.name)
		}
		if b.Len() > maxPathText {
			break
		}
	}
	return errtext.Shorten(b.String()+below, maxPathText)
}

// key identifies the place of a fault by the declared field and the last struct on the
// path with its field: without indexes and keys, so that there are only so many.
func (p valuePath) key() string {
	for i := len(p) - 1; i > 0; i-- {
		if step := p[i]; step.owner != nil {
			return p[0].name + " " + step.owner.text.String() + "." + step.name
		}
	}
	return p[0].name
}
