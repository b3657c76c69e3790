package docgen

import (
	"encoding/json"
	"math"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// schemaBuilder turns types into JSON schemas.
type schemaBuilder struct {
	shapes  contract.Shapes
	names   map[string]string // of the types that have schemas of their own: "import/path.UserLogin" to the key
	at      []string          // where those are: components, schemas
	isAsync bool              // with the formats of AsyncAPI and the Go types

	wanted []string // named types that schemas refer to, each once
}

// refer returns a reference to the schema of a named type.
func (s *schemaBuilder) refer(goType string) jsonObject {
	s.wanted = append(s.wanted, goType)
	return reference(append(s.at[:len(s.at):len(s.at)], s.names[goType])...)
}

// addDefinitions adds the schemas of the named types that other schemas refer to. Those
// that are there already stay.
func (s *schemaBuilder) addDefinitions(to jsonObject) {
	for len(s.wanted) > 0 {
		goType := s.wanted[0]
		s.wanted = s.wanted[1:]
		if key := s.names[goType]; to[key] == nil {
			to[key] = s.definition(goType)
		}
	}
}

// definition is the schema of a named type.
func (s *schemaBuilder) definition(goType string) jsonObject {
	w := s.shapes.Wire(&contract.Type{Kind: contract.Named, Name: goType})
	if w.Kind == contract.WireOptional && s.leadsTo(w.Elem, goType) {
		return jsonObject{"type": "null"} // type T *T
	}
	schema := s.wireSchema(&w)
	if isEnum(&w) {
		schema["enum"] = rawValues(&w)
	}
	if text := plainText(docOf(s.shapes, goType)); text != "" {
		schema["description"] = text
	}
	return s.withGoType(schema, goType)
}

// leadsTo reports whether a type is a named one, or an optional value of it.
func (s *schemaBuilder) leadsTo(t *contract.Type, goType string) bool {
	return leadsTo(s.shapes, t, goType)
}

func leadsTo(shapes contract.Shapes, t *contract.Type, goType string) bool {
	for range len(shapes) + 1 {
		if t.Kind == contract.Named && t.Name == goType {
			return true
		}
		w := shapes.Wire(t)
		if w.Kind != contract.WireOptional {
			return false
		}
		t = w.Elem
	}
	return true
}

func rawValues(w *contract.Wire) (values []json.RawMessage) {
	for _, v := range distinctValues(w) {
		values = append(values, json.RawMessage(v))
	}
	return values
}

func isJSON(text string) bool { return json.Valid([]byte(text)) }

func (s *schemaBuilder) withGoType(schema jsonObject, goType string) jsonObject {
	if s.isAsync {
		schema["x-go-type"] = goType
	}
	return schema
}

// objectSchema is the schema of a payload, or of a struct in one.
func (s *schemaBuilder) objectSchema(fields []contract.Field) jsonObject {
	properties, required := jsonObject{}, []string{}
	for _, f := range fields {
		properties[f.Name] = s.fieldSchema(&f)
		if !f.IsOptional() {
			required = append(required, f.Name)
		}
	}
	schema := jsonObject{"type": "object", "properties": properties}
	if len(required) > 0 {
		schema["required"] = required
	}
	return schema
}

func (s *schemaBuilder) fieldSchema(f *contract.Field) jsonObject {
	schema := jsonObject{}
	if t, err := contract.ParseType(f.ValueType()); err == nil {
		schema = s.schemaOf(t)
	}
	switch {
	case f.MayBeNil():
		schema = orNull(schema)
	case f.Omit:
		schema = withoutNull(schema)
	}
	text := plainText(f.Doc)
	if schema["$ref"] != nil && (s.isAsync || text != "") {
		schema = jsonObject{"allOf": []jsonObject{schema}} // keys beside a reference are ignored
	}
	if text != "" {
		schema["description"] = text
	}
	return s.withGoType(schema, f.Type)
}

// schemaOf returns a type's schema, new for each call.
func (s *schemaBuilder) schemaOf(t *contract.Type) jsonObject {
	if t.Kind == contract.Named && s.names[t.Name] != "" {
		return s.refer(t.Name)
	}
	w := s.shapes.Wire(t)
	return s.wireSchema(&w)
}

func (s *schemaBuilder) wireSchema(w *contract.Wire) jsonObject {
	switch w.Kind {
	case contract.WireUnknown, contract.WireAny, contract.WireJSON:
		return jsonObject{}
	case contract.WireBasic:
		return s.basicSchema(w.Basic)
	case contract.WireNumber:
		if w.Name == "math/big.Int" {
			return jsonObject{"type": "integer"}
		}
		return jsonObject{"type": "number"}
	case contract.WireText:
		if w.Name == "time.Time" {
			return jsonObject{"type": "string", "format": "date-time"}
		}
		return jsonObject{"type": "string"}
	case contract.WireOptional:
		return orNull(s.schemaOf(w.Elem))
	case contract.WireStruct:
		return s.objectSchema(w.Fields)
	case contract.WireBytes, contract.WireList, contract.WireArray, contract.WireMap:
		return s.collectionSchema(w)
	}
	return jsonObject{}
}

// collectionSchema allows null for a slice and for a map: that is what encoding/json
// makes of nil.
func (s *schemaBuilder) collectionSchema(w *contract.Wire) jsonObject {
	switch w.Kind {
	case contract.WireBytes:
		return jsonObject{"type": []string{"string", "null"}, "contentEncoding": "base64"}
	case contract.WireArray:
		return jsonObject{"type": "array", "items": s.schemaOf(w.Elem), "minItems": w.Len, "maxItems": w.Len}
	case contract.WireMap:
		schema := jsonObject{"type": []string{"object", "null"}, "additionalProperties": s.schemaOf(w.Elem)}
		if keys := s.keySchema(w.Key); keys != nil {
			schema["propertyNames"] = keys
		}
		return schema
	default:
		return jsonObject{"type": []string{"array", "null"}, "items": s.schemaOf(w.Elem)}
	}
}

// keySchema returns what the keys of a map must be besides text, or nil. Numbers are
// keys in decimal digits.
func (s *schemaBuilder) keySchema(key *contract.Type) jsonObject {
	w := s.shapes.Wire(key)
	switch {
	case w.Kind != contract.WireBasic || w.Basic == "bool":
		return nil
	case isEnum(&w):
		return jsonObject{"enum": keyValues(&w)}
	case w.Basic == "string":
		return nil
	case w.Basic[0] == 'u':
		return jsonObject{"pattern": "^(0|[1-9][0-9]*)$"}
	}
	return jsonObject{"pattern": "^(0|-?[1-9][0-9]*)$"}
}

// keyValues are the constants of a type as keys.
func keyValues(w *contract.Wire) (keys []json.RawMessage) {
	for _, v := range distinctValues(w) {
		if w.Basic != "string" {
			v = `"` + v + `"`
		}
		keys = append(keys, json.RawMessage(v))
	}
	return keys
}

// orNull allows null too.
func orNull(schema jsonObject) jsonObject {
	switch t := schema["type"].(type) {
	case string:
		schema["type"] = []string{t, "null"}
		return schema
	case []string:
		return schema // the type of a slice or a map
	}
	if len(schema) == 0 {
		return schema // any value
	}
	return jsonObject{"anyOf": []jsonObject{schema, {"type": "null"}}}
}

// withoutNull is for fields that are left out if they are nil.
func withoutNull(schema jsonObject) jsonObject {
	if t, ok := schema["type"].([]string); ok {
		schema["type"] = t[0]
	}
	return schema
}

// basicSchema is the schema of a predeclared type.
func (s *schemaBuilder) basicSchema(name string) jsonObject {
	switch name {
	case "bool":
		return jsonObject{"type": "boolean"}
	case "string":
		return jsonObject{"type": "string"}
	case "float64", "float32":
		schema := jsonObject{"type": "number"}
		if s.isAsync {
			schema["format"] = map[string]string{"float64": "double", "float32": "float"}[name]
		}
		return schema
	}
	limits, ok := integerLimits[name]
	if !ok {
		return jsonObject{}
	}
	schema := jsonObject{"type": "integer", "minimum": limits[0], "maximum": limits[1]}
	if s.isAsync && name != "int" && name != "uint" {
		schema["format"] = name
	}
	return schema
}

// integerLimits are the least and the greatest value of each type. int and uint have 64
// bits.
var integerLimits = map[string][2]any{
	"int": {int64(math.MinInt64), int64(math.MaxInt64)}, "int64": {int64(math.MinInt64), int64(math.MaxInt64)},
	"int8": {math.MinInt8, math.MaxInt8}, "int16": {math.MinInt16, math.MaxInt16}, "int32": {math.MinInt32, math.MaxInt32},
	"uint": {0, uint64(math.MaxUint64)}, "uint64": {0, uint64(math.MaxUint64)},
	"uint8": {0, math.MaxUint8}, "uint16": {0, math.MaxUint16}, "uint32": {0, uint32(math.MaxUint32)},
}
