package docgen_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/fastpluggy/eventbus/internal/docgen"
	"github.com/fastpluggy/eventbus/internal/lockfile"
)

// compile returns a schema of a document, which the library has judged by the schema of
// schemas. Formats count.
func compile(t *testing.T, text []byte, at string, draft *jsonschema.Draft) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	c.AssertContent()
	c.DefaultDraft(draft)
	if err := c.AddResource("doc.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("doc.json#" + at)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// orderSchemas are the schemas of the payload of order.placed in both documents.
func orderSchemas(t *testing.T) map[string]*jsonschema.Schema {
	t.Helper()
	d := docgen.New(shopSource())
	return map[string]*jsonschema.Schema{
		"AsyncAPI":    compile(t, docgen.AsyncAPI(d), "/components/schemas/order.placed", jsonschema.Draft7),
		"JSON Schema": compile(t, docgen.JSONSchema(d), "/$defs/OrderPlaced", jsonschema.Draft2020),
	}
}

func validate(t *testing.T, schema *jsonschema.Schema, text string) error {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return schema.Validate(v)
}

func orderJSON(t *testing.T, o orderPlaced) string {
	t.Helper()
	text, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The JSON that encoding/json makes of Go values conforms to the schemas: nil slices and
// maps, numbers of all sizes, keys, types that write themselves.
func TestGoValuesConform(t *testing.T) {
	for name, schema := range orderSchemas(t) {
		for _, o := range orders() {
			text := orderJSON(t, o)
			if err := validate(t, schema, text); err != nil {
				t.Errorf("%s: %v\n%s", name, err, text)
			}
		}
	}
}

// A schema that accepts everything proves nothing: each change makes a wrong payload.
func TestWrongValuesDoNotConform(t *testing.T) {
	full := orderJSON(t, orders()[1])
	for _, change := range [][2]string{
		{`"id":18446744073709551615`, `"id":18446744073709551616`},
		{`"id":18446744073709551615`, `"id":-1`},
		{`"qty":-9223372036854775808`, `"qty":-9223372036854775809`},
		{`"qty":-9223372036854775808`, `"qty":1.5`},
		{`"qty":-9223372036854775808`, `"qty":null`},
		{`"sku":"a",`, ``},
		{`"level":"low"`, `"level":"middle"`},
		{`"stage":-1`, `"stage":2`},
		{`"tags":["t"]`, `"tags":[1]`},
		{`"tags":["t"]`, `"tags":null`},
		{`"-3":4`, `"x":4`},
		{`"prices":{"low"`, `"prices":{"middle"`},
		{`"children":[{"name":"x"`, `"children":[{"name":1`},
		{`"menu":{"a":{"b":null}}`, `"menu":{"a":{"b":1}}`},
		{`"box":[1,-0.5]`, `"box":[1]`},
		{`"box":[1,-0.5]`, `"box":[1,2,3]`},
		{`"hash":[0,0,0,0]`, `"hash":[0,0,0,256]`},
		{`"raw":"cmF3"`, `"raw":[1]`},
		{`"total":1267650600228229401496703205376`, `"total":"1"`},
		{`"at":"2024`, `"at":"x2024`},
		{`"host":"fe80::1%eth0"`, `"host":1`},
		{`"place":{"x"`, `"place":{"shelf"`},
		{`"stored":{"shelf":255}`, `"stored":{"shelf":256}`},
		{`"grid":[[7,null],null]`, `"grid":[[40000]]`},
		{`"1.2.3.4":"t"`, `"1.2.3.4":2`},
		{`"b":-128`, `"b":-129`},
		{`"cents":"0"`, `"cents":0`},
		{`"new":true`, `"new":"true"`},
	} {
		wrong := strings.Replace(full, change[0], change[1], 1)
		if wrong == full {
			t.Fatalf("the payload has no %s:\n%s", change[0], full)
		}
		for name, schema := range orderSchemas(t) {
			if validate(t, schema, wrong) == nil {
				t.Errorf("%s accepts %s", name, change[1])
			}
		}
	}
}

// The schema is one of all events, as the bus writes them.
func TestEventsConform(t *testing.T) {
	schema := compile(t, docgen.JSONSchema(docgen.New(shopSource())), "", jsonschema.Draft2020)
	event := func(name, payload string) string {
		text, err := json.Marshal(map[string]any{"name": name, "source": "", "time": time.Time{}, "payload": json.RawMessage(payload)})
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	for text, conforms := range map[string]bool{
		event("order.placed", orderJSON(t, orders()[1])): true,
		event("shop.closed", `{}`):                       true,
		event("shop.closed", `{"more":1}`):               true,
		event("order.placed", `{}`):                      false,
		event("order.gone", `{}`):                        false,
		`{"name":"shop.closed","payload":{}}`:            false,
	} {
		if err := validate(t, schema, text); (err == nil) != conforms {
			t.Errorf("%s: %v", text, err)
		}
	}
	none := compile(t, docgen.JSONSchema(docgen.New(docgen.Source{Contracts: new(lockfile.File)})), "", jsonschema.Draft2020)
	if validate(t, none, event("a.b", `{}`)) == nil {
		t.Error("the schema of no events accepts one")
	}
}

// Types that lead to themselves have an end, whatever the way.
func TestRecursiveTypesEnd(t *testing.T) {
	for _, text := range [][]byte{docgen.AsyncAPI(docgen.New(shopSource())), docgen.AsyncAPI(docgen.New(hostileShapes()))} {
		if err := valid(text); err != nil {
			t.Error(err)
		}
	}
	golden(t, "hostile.ts", docgen.TypeScript(docgen.New(hostileShapes()))) // which .ci/typescript compiles
	compile(t, docgen.JSONSchema(docgen.New(hostileShapes())), "", jsonschema.Draft2020)
}
