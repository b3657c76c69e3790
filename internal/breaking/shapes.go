package breaking

import (
	"maps"
	"strings"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// textTypes are types that encoding/json writes as strings, and that contract does not
// know by itself.
var textTypes = map[string]bool{"github.com/google/uuid.UUID": true, "log/slog.Level": true, "crypto/x509.OID": true}

// completed adds the shapes that only the other version has. A lock that an older evgen
// has written has none, and a type without a shape has not changed as far as is known.
func completed(own, other contract.Shapes) contract.Shapes {
	all := contract.Shapes{}
	maps.Copy(all, other)
	maps.Copy(all, own)
	return all
}

// isUnknown reports whether nothing is known about one of two types.
func (p *payloadComparison) isUnknown(was, is *contract.Type) bool {
	if was.Kind == contract.Named && was.String() == is.String() && (p.was.Shapes.Of(was.Name) == nil) != (p.is.Shapes.Of(is.Name) == nil) {
		p.unread[was.Name] = true
	}
	return !p.find(p.oldShapes, was) || !p.find(p.newShapes, is)
}

// find reports whether there is a shape of a named type. If not, it may be known by its
// name or its source.
func (p *payloadComparison) find(shapes contract.Shapes, t *contract.Type) bool {
	if t.Kind != contract.Named || shapes.Of(t.Name) != nil {
		return true
	}
	form := ""
	if textTypes[t.Name] {
		form = contract.FormText
	} else if p.basicOf != nil && !strings.Contains(t.Name, "[") {
		dot := strings.LastIndexByte(t.Name, '.')
		form = p.basicOf(t.Name[:dot], t.Name[dot+1:])
	}
	if form != "" {
		shapes[t.Name] = &contract.Shape{Name: t.Name, Form: form}
	}
	return form != ""
}
