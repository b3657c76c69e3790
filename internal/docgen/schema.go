package docgen

import (
	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

// schemas turns types into JSON schemas.
type schemas struct {
	payloads map[string]string // "import/path.UserLogin" to the event
}

func newSchemas(d *Document) *schemas {
	s := &schemas{payloads: map[string]string{}}
	for _, e := range d.Events {
		if d.emitters(e.Name)[0] == e.Package { // its payload is the one in the document
			s.payloads[e.Package+"."+e.GoName] = e.Name
		}
	}
	return s
}

// payload is the schema of a whole payload.
func (s *schemas) payload(fields []contract.Field, goType string) object {
	properties, required := object{}, []string{}
	for _, f := range fields {
		properties[f.Name] = s.field(&f)
		if !f.IsOptional() {
			required = append(required, f.Name)
		}
	}
	schema := object{"type": "object", "properties": properties, "x-go-type": goType}
	if len(required) > 0 {
		schema["required"] = required
	}
	return schema
}

func (s *schemas) field(f *contract.Field) object {
	schema := object{}
	if t, err := typehint.Parse(f.ValueType()); err == nil {
		schema = s.schemaOf(t)
	}
	if f.IsOptional() {
		schema = orNull(schema)
	}
	if schema["$ref"] != nil {
		schema = object{"allOf": []object{schema}} // what stands beside a reference is not read
	}
	schema["x-go-type"] = f.Type
	if text := plain(f.Doc); text != "" {
		schema["description"] = text
	}
	return schema
}

// orNull allows null too.
func orNull(schema object) object {
	if schema["$ref"] != nil {
		return object{"anyOf": []object{schema, {"type": "null"}}}
	}
	if t, ok := schema["type"].(string); ok {
		schema["type"] = []string{t, "null"}
	}
	return schema
}

// schemaOf returns a type's schema, new for each call.
func (s *schemas) schemaOf(t *typehint.Type) object {
	switch t.Kind {
	case typehint.List:
		if t.String() == "[]byte" {
			return object{"type": "string", "contentEncoding": "base64"}
		}
		return object{"type": "array", "items": s.schemaOf(t.Elem)}
	case typehint.Map:
		return object{"type": "object", "additionalProperties": s.schemaOf(t.Elem)}
	case typehint.Named:
		return s.named(t.Path + "." + t.Name)
	case typehint.Optional:
		return orNull(s.schemaOf(t.Elem))
	case typehint.Basic:
		return basic(t.Name)
	}
	return object{}
}

// basic is the schema of a predeclared type.
func basic(name string) object {
	switch name {
	case "bool":
		return object{"type": "boolean"}
	case "string":
		return object{"type": "string"}
	case "float64":
		return object{"type": "number", "format": "double"}
	case "float32":
		return object{"type": "number", "format": "float"}
	case "any":
		return object{}
	}
	return integer(name)
}

func integer(name string) object {
	schema := object{"type": "integer"}
	if name[0] == 'u' {
		schema["minimum"] = 0
	}
	if name != "int" && name != "uint" {
		schema["format"] = name
	}
	return schema
}

// named knows what the types of others look like in JSON where that is sure;
// of the rest nothing is said.
func (s *schemas) named(name string) object {
	if event, ok := s.payloads[name]; ok {
		return ref("components", "schemas", event)
	}
	switch name {
	case "time.Time":
		return object{"type": "string", "format": "date-time"}
	case "time.Duration":
		return object{"type": "integer", "format": "int64"}
	case "net/netip.Addr", "net/netip.AddrPort", "net/netip.Prefix", "net.IP", "math/big.Float", "math/big.Rat":
		return object{"type": "string"}
	case "math/big.Int":
		return object{"type": "integer"}
	}
	return object{}
}
