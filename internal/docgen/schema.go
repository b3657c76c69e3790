package docgen

import (
	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

// schemaBuilder turns types into JSON schemas.
type schemaBuilder struct {
	payloads map[string]string // "import/path.UserLogin" to the event
}

func newSchemas(d *Document) *schemaBuilder {
	s := &schemaBuilder{payloads: map[string]string{}}
	for _, e := range d.Events {
		if d.emittersOf(e.Name)[0] == e.Package { // the payload of the first emitter is in the document
			s.payloads[e.Package+"."+e.GoName] = e.Name
		}
	}
	return s
}

// payloadSchema is the schema of a whole payload.
func (s *schemaBuilder) payloadSchema(fields []contract.Field, goType string) jsonObject {
	properties, required := jsonObject{}, []string{}
	for _, f := range fields {
		properties[f.Name] = s.fieldSchema(&f)
		if !f.IsOptional() {
			required = append(required, f.Name)
		}
	}
	schema := jsonObject{"type": "object", "properties": properties, "x-go-type": goType}
	if len(required) > 0 {
		schema["required"] = required
	}
	return schema
}

func (s *schemaBuilder) fieldSchema(f *contract.Field) jsonObject {
	schema := jsonObject{}
	if t, err := typehint.Parse(f.ValueType()); err == nil {
		schema = s.schemaOf(t)
	}
	if f.IsOptional() {
		schema = orNull(schema)
	}
	if schema["$ref"] != nil {
		schema = jsonObject{"allOf": []jsonObject{schema}} // keys beside a reference are ignored
	}
	schema["x-go-type"] = f.Type
	if text := plainText(f.Doc); text != "" {
		schema["description"] = text
	}
	return schema
}

// orNull allows null too.
func orNull(schema jsonObject) jsonObject {
	if schema["$ref"] != nil {
		return jsonObject{"anyOf": []jsonObject{schema, {"type": "null"}}}
	}
	if t, ok := schema["type"].(string); ok {
		schema["type"] = []string{t, "null"}
	}
	return schema
}

// schemaOf returns a type's schema, new for each call.
func (s *schemaBuilder) schemaOf(t *typehint.Type) jsonObject {
	switch t.Kind {
	case typehint.List:
		if t.String() == "[]byte" {
			return jsonObject{"type": "string", "contentEncoding": "base64"}
		}
		return jsonObject{"type": "array", "items": s.schemaOf(t.Elem)}
	case typehint.Map:
		return jsonObject{"type": "object", "additionalProperties": s.schemaOf(t.Elem)}
	case typehint.Named:
		return s.namedSchema(t.Path + "." + t.Name)
	case typehint.Optional:
		return orNull(s.schemaOf(t.Elem))
	case typehint.Basic:
		return basicSchema(t.Name)
	}
	return jsonObject{}
}

// basicSchema is the schema of a predeclared type.
func basicSchema(name string) jsonObject {
	switch name {
	case "bool":
		return jsonObject{"type": "boolean"}
	case "string":
		return jsonObject{"type": "string"}
	case "float64":
		return jsonObject{"type": "number", "format": "double"}
	case "float32":
		return jsonObject{"type": "number", "format": "float"}
	case "any":
		return jsonObject{}
	}
	return integerSchema(name)
}

func integerSchema(name string) jsonObject {
	schema := jsonObject{"type": "integer"}
	if name[0] == 'u' {
		schema["minimum"] = 0
	}
	if name != "int" && name != "uint" {
		schema["format"] = name
	}
	return schema
}

// namedSchema returns the schemas of payloads, and of types whose JSON is known. For
// all others it returns the schema of any value.
func (s *schemaBuilder) namedSchema(name string) jsonObject {
	if event, ok := s.payloads[name]; ok {
		return reference("components", "schemas", event)
	}
	switch name {
	case "time.Time":
		return jsonObject{"type": "string", "format": "date-time"}
	case "time.Duration":
		return jsonObject{"type": "integer", "format": "int64"}
	case "net/netip.Addr", "net/netip.AddrPort", "net/netip.Prefix", "net.IP", "math/big.Float", "math/big.Rat":
		return jsonObject{"type": "string"}
	case "math/big.Int":
		return jsonObject{"type": "integer"}
	}
	return jsonObject{}
}
